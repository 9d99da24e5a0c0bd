"""Addresses of this room: `/journey/` for candidates, `/cohorts/` for those who lead, mentor and manage."""

from django.urls import URLPattern, path

from practicum.cohorts.views import candidate, discussion, manager, sessions, staff, timetable, week

app_name = "cohorts"
urlpatterns: list[URLPattern] = [
    path("journey/", candidate.journey, name="journey"),
    path("journey/assignments/<key:key>/", candidate.assignment, name="assignment"),
    path("journey/week/<int:number>/", week.week, name="journey_week"),
    path("journey/week/<int:number>/preparation/", week.preparation, name="preparation"),
    path("journey/week/<int:number>/reflection/", week.reflection, name="reflection"),
    path("journey/week/<int:number>/catch-up/", week.catch_up, name="catch_up"),
    path("journey/week/<int:number>/pulse/", week.pulse, name="pulse"),
    path("cohorts/", staff.cohorts, name="list"),
    path("cohorts/availability/", staff.availability, name="availability"),
    path("cohorts/inbox/", staff.inbox, name="inbox"),
    path("cohorts/inbox/<code:code>/", staff.feedback, name="feedback"),
    path("cohorts/make-up/", sessions.make_ups, name="make_ups"),
    path("cohorts/make-up/<code:code>/", sessions.make_up, name="make_up"),
    path("cohorts/reflections/", sessions.reflections, name="reflections"),
    path("cohorts/discussion/<code:code>/", discussion.thread, name="thread"),
    path("cohorts/discussion/<code:code>/edit/", discussion.edit, name="edit_post"),
    path("cohorts/discussion/<code:code>/remove/", discussion.remove, name="remove_post"),
    path("cohorts/discussion/<code:code>/pin/", discussion.pin, name="pin_thread"),
    path("cohorts/propose/", manager.propose, name="propose"),
    path("cohorts/proposals/<code:code>/", manager.proposal, name="proposal"),
    path("cohorts/proposals/<code:code>/discard/", manager.discard, name="discard"),
    path("cohorts/members/<code:code>/", manager.member, name="member"),
    path("cohorts/<code:code>/", staff.cohort, name="cohort"),
    path("cohorts/<code:code>/start/", staff.start, name="start"),
    path("cohorts/<code:code>/complete/", staff.complete, name="complete"),
    path("cohorts/<code:code>/cancel/", staff.cancel, name="cancel"),
    path("cohorts/<code:code>/weeks/<int:week>/", staff.attendance, name="attendance"),
    path("cohorts/<code:code>/weeks/<int:week>/plan/", sessions.run_sheet, name="run_sheet"),
    path("cohorts/<code:code>/weeks/<int:week>/recordings/", sessions.recordings, name="recordings"),
    path(
        "cohorts/<code:code>/weeks/<int:week>/recordings/<code:recording>/remove/",
        sessions.drop_recording,
        name="drop_recording",
    ),
    path("cohorts/<code:code>/weeks/<int:week>/pulse/", sessions.pulse_report, name="pulse_report"),
    path("cohorts/<code:code>/weeks/<int:week>/discussion/", discussion.discussion, name="discussion"),
    path("cohorts/<code:code>/weeks/<int:week>/discussion/read/", discussion.read_all, name="read_all"),
    path("cohorts/<code:code>/timetable/", timetable.timetable, name="timetable"),
    path("cohorts/<code:code>/weeks/<int:week>/session/", timetable.session, name="session"),
    path("cohorts/<code:code>/weeks/<int:week>/session.ics", timetable.session_file, name="session_file"),
]
