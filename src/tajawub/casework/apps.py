from django.apps import AppConfig


class Casework(AppConfig):
    name = "tajawub.casework"
    label = "casework"
