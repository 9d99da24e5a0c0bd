"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("people/profile/", views.profile, name="profile"),
    path("people/interests/", views.interests, name="interests"),
    path("people/accommodations/", views.accommodations, name="accommodations"),
    path("people/accommodations/<code:code>/", views.accommodation, name="accommodation"),
]
