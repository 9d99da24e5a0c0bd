"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.people.views import letters, outbox, own

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("people/profile/", own.profile, name="profile"),
    path("people/interests/", own.interests, name="interests"),
    path("people/accommodations/", own.accommodations, name="accommodations"),
    path("people/accommodations/<code:code>/", own.accommodation, name="accommodation"),
    path("notices/", letters.letters, name="letters"),
    path("notices/preferences/", letters.preferences, name="preferences"),
    path("notices/outbox/", outbox.outbox, name="outbox"),
    path("notices/outbox/<code:code>/", outbox.letter, name="letter"),
]
