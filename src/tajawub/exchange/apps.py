from django.apps import AppConfig


class Exchange(AppConfig):
    name = "tajawub.exchange"
    label = "exchange"
