"""Addresses of this room."""

from django.urls import URLPattern

app_name = "curriculum"
urlpatterns: list[URLPattern] = []
