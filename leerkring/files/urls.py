"""Addresses of files."""

from django.urls import path

from . import views

app_name = "files"

urlpatterns = [
    path("<uuid:pk>/", views.file_detail, name="file_detail"),
]
