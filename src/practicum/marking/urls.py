"""Addresses of this room."""

from django.urls import path

from practicum.marking import views

app_name = "marking"
urlpatterns = [
    path("capstone/", views.capstone, name="capstone"),
    path("marking/", views.marking_list, name="list"),
    path("marking/<code:code>/", views.allocation, name="allocation"),
    path("marking/<code:code>/mark/", views.mark, name="mark"),
    path("marking/<code:code>/return/", views.return_work, name="return"),
]
