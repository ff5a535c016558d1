"""Tajawub: a sovereign node for cooperation between States against transnational crime."""
