from django.apps import AppConfig


class Mandates(AppConfig):
    name = "tajawub.mandates"
    label = "mandates"
