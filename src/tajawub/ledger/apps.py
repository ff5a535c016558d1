from django.apps import AppConfig


class Ledger(AppConfig):
    name = "tajawub.ledger"
    label = "ledger"
