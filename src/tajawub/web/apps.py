from django.apps import AppConfig


class Web(AppConfig):
    name = "tajawub.web"
    label = "web"
