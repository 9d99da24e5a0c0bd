"""Addresses of this room: `/journey/` for candidates, `/cohorts/` for those who lead, mentor and manage."""

from django.urls import URLPattern, path

from practicum.cohorts.views import candidate, manager, staff

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    path("journey/", candidate.journey, name="journey"),
    path("journey/assignments/<key:key>/", candidate.assignment, name="assignment"),
    path("cohorts/", staff.cohorts, name="list"),
    path("cohorts/availability/", staff.availability, name="availability"),
    path("cohorts/inbox/", staff.inbox, name="inbox"),
    path("cohorts/inbox/<code:code>/", staff.feedback, name="feedback"),
    path("cohorts/propose/", manager.propose, name="propose"),
    path("cohorts/proposals/<code:code>/", manager.proposal, name="proposal"),
    path("cohorts/proposals/<code:code>/discard/", manager.discard, name="discard"),
    path("cohorts/members/<code:code>/", manager.member, name="member"),
    path("cohorts/<code:code>/", staff.cohort, name="cohort"),
    path("cohorts/<code:code>/start/", staff.start, name="start"),
    path("cohorts/<code:code>/complete/", staff.complete, name="complete"),
    path("cohorts/<code:code>/cancel/", staff.cancel, name="cancel"),
    path("cohorts/<code:code>/weeks/<int:week>/", staff.attendance, name="attendance"),
]
