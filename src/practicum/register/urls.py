"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.register import views

app_name = "register"
urlpatterns: list[URLPattern] = [
    path("register/", views.search, name="search"),
    path("verify/", views.verify, name="verify"),
    path("verify/<code:code>/", views.credential, name="credential"),
]
