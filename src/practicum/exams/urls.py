"""Addresses of this room: `/exam/` for candidates, `/exams/` for those who run sittings."""

from django.urls import URLPattern, path

from practicum.exams.views import candidate, saving, staff

app_name = "exams"
urlpatterns: list[URLPattern] = [
    path("exam/", candidate.home, name="home"),
    path("exam/book/", candidate.book, name="book"),
    path("exam/<code:code>/", candidate.attempt, name="attempt"),
    path("exam/<code:code>/check-in/", candidate.checking_in, name="check_in"),
    path("exam/<code:code>/start/", candidate.start, name="start"),
    path("exam/<code:code>/questions/", candidate.overview, name="overview"),
    path("exam/<code:code>/questions/<int:position>/", candidate.question, name="question"),
    path("exam/<code:code>/submit/", candidate.submit, name="submit"),
    path("exam/<code:code>/responses/", saving.responses, name="responses"),
    path("exams/", staff.sittings, name="sittings"),
    path("exams/schedule/", staff.schedule, name="schedule"),
    path("exams/<code:code>/", staff.sitting, name="sitting"),
    path("exams/attempts/<code:code>/", staff.staff_attempt, name="staff_attempt"),
    path("exams/attempts/<code:code>/extend/", staff.extend, name="extend"),
]
