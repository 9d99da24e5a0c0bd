"""All addresses: the site's own, then each room's."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from practicum.pages.converters import register_converters
from practicum.site import calendar, kept, serving_assets, views

register_converters()

ROOMS = (
    "curriculum",
    "people",
    "notices",
    "ledger",
    "admissions",
    "cohorts",
    "labs",
    "itembank",
    "exams",
    "marking",
    "results",
    "credentials",
    "register",
    "evidence",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", views.desk, name="desk"),
    path("kept/", kept.kept, name="kept"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", calendar.feed, name="calendar_feed"),
    path("assets/<str:digest>/<str:name>", serving_assets.asset, name="asset"),
    path("healthz", views.health, name="health"),
    path("demo/sign-in/<str:token>/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/", include("allauth.urls")),
    *(path("", include(f"practicum.{room}.urls")) for room in ROOMS),
]

handler400 = "practicum.site.views.bad_request"
handler404 = "practicum.site.views.not_found"
handler403 = "practicum.site.views.not_permitted"
handler500 = "practicum.site.views.server_error"
