"""Addresses of this room."""

from django.urls import URLPattern

app_name = "marking"
urlpatterns: list[URLPattern] = []
