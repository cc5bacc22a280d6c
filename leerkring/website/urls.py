"""Addresses of the pages that need every app at once."""

from django.urls import path

from .views import home

urlpatterns = [
    path("", home.home, name="home"),
    path("dashboard/", home.dashboard, name="dashboard"),
]
