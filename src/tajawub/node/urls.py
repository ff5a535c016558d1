"""Where the pages of the node begin."""

from django.urls import include, path

urlpatterns = [path("", include("tajawub.web.urls"))]
