"""Scene: people apply; officers decide; offers are answered."""

from datetime import datetime, timedelta
from decimal import Decimal

from practicum.admissions.api import (
    Application,
    answer_offer,
    decide_application,
    save_draft,
    start_application,
    start_review,
    submit_application,
    withdraw_application,
)
from practicum.curriculum.api import programme_of
from practicum.people import api as people
from practicum.site.demo import backing, reviewing
from practicum.site.demo.cast import Player, cast
from practicum.site.demo.play import Play, Tick
from practicum.site.demo.texts import texts

# Days before today at which a group's first application arrives, and the route.
_ARRIVAL = {"certified": 170, "running": 75, "forming": 20, "others": 24}


def apply(
    play: Play,
    player: Player,
    *,
    at: datetime,
    route: str = "cohort",
    weak: bool = False,
    right: int | None = None,
    backed: bool = False,
) -> Application:
    """One person registers, fills in the form in two sittings, and hands it in.

    `weak`: the facts miss a criterion. `right`: so many right answers in the diagnostic test are the baseline. `backed`:
    with a file and a referee.
    """
    person = people.register_person(
        email=player.email, name=player.name, employer=player.employer, time_zone=player.zone, now=at
    )
    people.give_consent(actor=person, purpose="application", version=play.version.version, now=at)
    application = start_application(actor=person, now=at)
    first, second = facts(play, player, route=route, weak=weak)
    save_draft(actor=person, application=application, fields=first, now=at)
    if right is not None:
        backing.take_the_test(play, person, right=right, at=at + timedelta(hours=18))
        second |= {"baseline": "diagnostic", "baseline_detail": "Taken here"}
    save_draft(actor=person, application=application, fields=second, now=at + timedelta(hours=20))
    if backed:
        backing.back_up(play, application, at=at + timedelta(hours=20))
    return submit_application(actor=person, application=application, now=at + timedelta(hours=20))


def facts(play: Play, player: Player, *, route: str, weak: bool) -> tuple[dict[str, object], dict[str, object]]:
    """What the person enters, as two sittings."""
    chance = play.chance
    dimensions = programme_of(play.version).policies.eligibility.complexity.points
    complexity = {
        row.key: row.bands[0 if weak else min(len(row.bands) - 1, chance.choice((1, 2, 2, 3)))].key
        for row in dimensions
    }
    if not weak:  # enough of an estate for the threshold, whatever the dice said
        for row in dimensions[:2]:
            complexity[row.key] = row.bands[-1].key
        complexity[dimensions[2].key] = dimensions[2].bands[2].key
    first = {
        "route": route,
        "employer": player.employer,
        "language": "en",
        "conflicts": "none",
        "agreed": ["ai_use", "code_of_conduct", "data_use"],
        "role_profile": player.role,
        "job_title": cast()["roles"][player.role]["title"],
    }
    second = {
        "motivation": chance.choice(cast()["motives"]),
        "complexity": complexity,
        "years": chance.randint(3, 4) if weak else chance.randint(7, 22),
        "practice_months": chance.randint(1, 5) if weak else chance.randint(9, 84),
        "baseline": "practitioner",
        "baseline_detail": f"Practitioner certificate, number P-{chance.randint(10_000, 99_999)}",
        "evidence": cast()["roles"][player.role]["evidence"],
        "free_hours": list(player.hours),
    }
    return first, second


def decide(play: Play, application: Application, outcome: str, reason: str, *, at: datetime) -> Application:
    """An officer takes the application up and decides on it two days later."""
    officer = play.staff.one(people.ADMISSIONS_OFFICER, application.pk)
    start_review(actor=officer, application=application, now=at)
    found = reviewing.read(play, application, at=at + timedelta(hours=20), weak=outcome == "declined")
    return decide_application(
        actor=officer,
        application=application,
        outcome=outcome,
        reason=reason,
        deviation="" if found.outcome == outcome else texts()["review_deviation"],
        now=at + timedelta(days=2),
    )


def admit(play: Play, application: Application, *, at: datetime) -> Application:
    """Decide for the person, who accepts the offer after three days."""
    decide(
        play, application, "offered", "All criteria met; the estate described is complex enough to practise on.", at=at
    )
    return answer_offer(actor=application.person, application=application, accept=True, now=at + timedelta(days=5))


def group_applies(play: Play, key: str, group: list[Player], tick: Tick) -> None:
    """A group that will be a cohort: everybody is admitted."""
    for place, player in enumerate(group):
        at = play.ago(_ARRIVAL[key] - place * 0.35)
        application = admit(play, apply(play, player, at=at), at=at + timedelta(days=3))
        play.applications.setdefault(key, []).append(application)
        if key == "certified" and place == 1:
            _ask_for_time(play, application, at=at)
        tick()


def _ask_for_time(play: Play, application: Application, *, at: datetime) -> None:
    asked = people.request_accommodation(
        actor=application.person,
        need="Reading with a screen magnifier takes me longer.",
        time_factor=Decimal("1.25"),
        now=at,
    )
    people.decide_accommodation(
        actor=play.staff.one(people.PROGRAMME_MANAGER),
        accommodation=asked,
        approved=True,
        time_factor=Decimal("1.25"),
        reason="A statement of the eye clinic was shown.",
        now=at + timedelta(days=4),
    )


def others_apply(play: Play, players: list[Player], tick: Tick) -> None:
    """Everybody who does not sit in a cohort: experience route, declined, waiting, withdrawn, still at it."""
    fates = ["experience"] * 3 + ["declined"] * 5 + ["waitlisted"] * 3 + ["under_review"] * 4 + ["submitted"] * 3
    fates += ["offered", "withdrawn", "draft"]
    for place, player in enumerate(players):
        fate = fates[place % len(fates)]
        at = play.ago(168 - place if fate == "experience" else _ARRIVAL["others"] - place * 0.8)
        if fate == "draft":
            _leave_a_draft(play, player, at=at)
            tick()
            continue
        first_of_fate = fate not in play.applications
        application = apply(
            play,
            player,
            at=at,
            route="experience" if fate == "experience" else "cohort",
            weak=fate == "declined",
            right=backing.TEST_OF.get(fate) if first_of_fate else None,
            backed=first_of_fate and fate in ("under_review", "waitlisted"),
        )
        later = at + timedelta(days=2)
        if fate == "experience":
            application = admit(play, application, at=later)
        elif fate == "declined":
            decide(
                play,
                application,
                "declined",
                "The months of practice and the estate stay below the criteria.",
                at=later,
            )
        elif fate == "waitlisted":
            decide(play, application, "waitlisted", "Eligible; no cohort shares a free hour with you yet.", at=later)
        elif fate == "offered":
            decide(play, application, "offered", "All criteria met.", at=later)
        elif fate == "under_review":
            begun = play.ago(6)  # so that nobody is late yet
            start_review(actor=play.staff.one(people.ADMISSIONS_OFFICER), application=application, now=begun)
            reviewing.leave_under_way(play, application, place=len(play.applications.get(fate, ())), at=begun)
            if first_of_fate:
                backing.speak_for(play, application, at=begun)
        elif fate == "withdrawn":
            withdraw_application(actor=application.person, application=application, now=later)
        play.applications.setdefault(fate, []).append(application)
        tick()
    backing.order_waitlist(play, at=play.ago(1))


def _leave_a_draft(play: Play, player: Player, *, at: datetime) -> None:
    person = people.register_person(
        email=player.email, name=player.name, employer=player.employer, time_zone=player.zone, now=at
    )
    application = start_application(actor=person, now=at)
    first, _ = facts(play, player, route="cohort", weak=False)
    save_draft(actor=person, application=application, fields=first, now=at)
    play.shown["applicant"] = person
