"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.itembank import views

app_name = "itembank"
urlpatterns: list[URLPattern] = [
    path("items/", views.items, name="items"),
    path("items/forms/", views.test_forms, name="test_forms"),
    path("items/forms/assemble/", views.assemble, name="assemble"),
    path("items/forms/<code:code>/", views.test_form, name="test_form"),
    path("items/forms/<code:code>/publish/", views.publish, name="publish"),
    path("items/forms/<code:code>/discard/", views.discard, name="discard"),
    path("items/<key:code>/", views.item, name="item"),
    path("items/<key:code>/submit/", views.submit, name="submit"),
    path("items/<key:code>/review/", views.review, name="review"),
    path("items/<key:code>/move/", views.move, name="move"),
]
