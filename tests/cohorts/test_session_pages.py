"""The timetable's pages: who sees them, what they refuse, and what candidates see of a change."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from ics import Calendar

from practicum.cohorts.api import Cohort, Session, start_cohort
from practicum.notices.api import choose_notices, notices_to
from tests.factories.cohorts import make_facilitator, make_forming_cohort, seats_of
from tests.factories.people import sign_in

LINK = "https://meet.example.org/birch"
DAY = timedelta(days=1)


def week(cohort: Cohort, number: int) -> Session:
    return Session.objects.select_related("cohort").get(cohort=cohort, week=number)


@pytest.mark.django_db
def test_who_wants_no_invitations_by_mail_finds_them_on_their_page() -> None:
    now = timezone.now()  # the pages read the clock
    cohort = make_forming_cohort(10, now=now)
    person = seats_of(cohort)[0].candidacy.person
    quiet = datetime(2026, 1, 1, 22, tzinfo=UTC).time()
    choose_notices(
        person_id=person.pk,
        actor=person.code,
        choices={"invitation": "off"},
        quiet_from=quiet,
        quiet_to=quiet,
        now=now,
    )
    start_cohort(actor=cohort.facilitator, cohort=cohort, now=now)
    assert {one.state for one in notices_to(person.pk).filter(kind="invitation")} == {"kept"}

    # --- pages, on the same expensive cohort
    leader, member = sign_in(cohort.facilitator), sign_in(person)
    url = f"/cohorts/{cohort.code}/timetable/"
    assert sign_in(make_facilitator()).get(url).status_code == 404
    assert member.get(url).status_code == 403
    page = leader.get(url).content.decode()
    assert page.count("Move, link, cancel") == 8
    edit = f"/cohorts/{cohort.code}/weeks/4/session/"
    assert member.get(edit).status_code == 403
    assert leader.get(f"/cohorts/{cohort.code}/weeks/99/session/").status_code == 404
    assert leader.get(edit).status_code == 200
    for posted, said in (
        ({"act": "link", "link-link": "http://x.example.org"}, "begins with https://"),
        ({"act": "link", "link-link": "x\x00"}, "Null characters"),
        ({"act": "move", "move-date": "2026-02-30", "move-time": "18:00", "move-reason": "x"}, "Enter a valid date"),
        (
            {"act": "move", "move-date": "9999-12-31", "move-time": "23:59", "move-reason": "x"},
            "more than a year ahead",
        ),
        ({"act": "move", "move-date": "2020-01-01", "move-time": "18:00", "move-reason": "x"}, "has passed"),
        ({"act": "cancel", "cancel-reason": ""}, "required"),
    ):
        answer = leader.post(edit, posted)
        assert (answer.status_code, said in answer.content.decode()) == (422, True), posted
    assert leader.post(edit, {"act": "nonsense"}).status_code == 200
    at = week(cohort, 4).starts_at + DAY
    move = {"act": "move", "move-date": f"{at:%Y-%m-%d}", "move-time": f"{at:%H:%M}", "move-reason": "A holiday."}
    answer = leader.post(edit, move)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Outside the hours that 13 people gave" in shown
    assert f"{person.name} (member): Wednesday" in shown
    assert week(cohort, 4).starts_at == at - DAY
    sure = answer.context["moving"].fields["sure"].widget.attrs["value"]
    assert " checked" not in shown.split('name="move-sure"')[1].split(">")[0]
    other = move | {"move-date": f"{at + DAY:%Y-%m-%d}", "move-sure": sure}  # ticked for the day before
    assert leader.post(edit, other).status_code == 422
    assert leader.post(edit, move | {"move-sure": "on"}).status_code == 422
    answer = leader.post(edit, move | {"move-sure": sure})
    assert (answer.status_code, week(cohort, 4).starts_at) == (302, at)
    assert leader.post(edit, {"act": "link", "link-link": LINK, "link-with_later": "on"}).status_code == 302
    assert f'href="{LINK}"' in member.get("/journey/week/4/").content.decode()
    assert f'href="{LINK}"' not in member.get("/journey/week/3/").content.decode()
    assert "A holiday." in leader.get(url).content.decode()
    assert (
        leader.post(f"/cohorts/{cohort.code}/weeks/5/session/", {"act": "cancel", "cancel-reason": "Ill."}).status_code
        == 302
    )
    for page in ("/journey/", "/journey/week/5/"):
        assert "This session is not held: Ill." in member.get(page).content.decode()
    file = member.get(f"/cohorts/{cohort.code}/weeks/4/session.ics")
    (event,) = Calendar(file.content.decode()).events
    assert (event.uid, event.begin.datetime) == (str(week(cohort, 4).uid), at)
    assert sign_in(make_facilitator()).get(f"/cohorts/{cohort.code}/weeks/4/session.ics").status_code == 404
