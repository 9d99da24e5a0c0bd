"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.curriculum import views

app_name = "curriculum"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("programme/roles/", views.roles, name="roles"),
    path("programme/find-my-role/", views.find_my_role, name="find_my_role"),
    path("programme/weeks/<int:number>/", views.week, name="week"),
    path("programme/policies/", views.policies, name="policies"),
    path("learn/", views.learn, name="learn"),
    path("learn/<key:key>/", views.learn_capability, name="learn_capability"),
]
