"""Addresses of this room."""

from django.urls import URLPattern, path

from practicum.evidence import views

app_name = "evidence"
urlpatterns: list[URLPattern] = [
    path("cohorts/pipeline/", views.pipeline, name="pipeline"),
    path("evidence/", views.home, name="home"),
    path("evidence/credentials/<code:code>/", views.credential, name="credential"),
    path("evidence/ledger/", views.ledger, name="ledger"),
    path("evidence/ledger/<int:sequence>/", views.record, name="record"),
    path("evidence/forms/<code:code>/", views.form, name="form"),
]
