"""Addresses of this room."""

from django.urls import path

from practicum.results.views import appeals, home, judging, reports, standards

app_name = "results"
urlpatterns = [
    path("results/", home.home, name="home"),
    path("results/judging/<code:code>/", judging.judging, name="judging"),
    path("results/cuts/<code:code>/", standards.cut, name="cut"),
    path("results/sittings/<code:code>/", reports.sitting, name="sitting"),
    path("results/appeals/<code:code>/", appeals.decide, name="appeal"),
    path("results/<code:code>/", reports.report, name="report"),
    path("results/<code:code>/review/", reports.review, name="review"),
    path("results/<code:code>/appeal/", appeals.lodge, name="lodge"),
]
