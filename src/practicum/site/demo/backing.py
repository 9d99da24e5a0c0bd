"""What applications rest on beside the form: files, a reference, the diagnostic test; and a waiting list with an order."""

from datetime import datetime, timedelta
from functools import cache

from practicum.admissions.api import (
    Application,
    Reference,
    add_evidence,
    answer_diagnostic,
    answer_reference,
    finish_diagnostic,
    move_on_waitlist,
    name_referee,
    reference_token,
    start_diagnostic,
)
from practicum.curriculum.api import programme_of
from practicum.pack.api import DiagnosticQuestion, load_pack
from practicum.people import api as people
from practicum.site.demo.bank import SHIPPED
from practicum.site.demo.play import Play

NOTE = """What I did, month by month

January: counted the accounts without an owner; 214 of 1,130.
March: agreed on a rule for shared platforms with the five units that pay for them.
June: replayed the rule for the auditors, to the cent.
"""
# One of each fate takes the test instead of a baseline credential: how many of the twelve questions they get right.
TEST_OF = {"under_review": 10, "submitted": 5}


def back_up(play: Play, application: Application, *, at: datetime) -> None:
    """A file, and a referee who is asked when the application is submitted."""
    person = application.person
    add_evidence(actor=person, application=application, name="What I did.txt", content=NOTE.encode(), now=at)
    name_referee(
        actor=person,
        application=application,
        name="Ruth Referee",
        email="referee@practicum.example",
        relation="My manager for four years",
        now=at,
    )


def speak_for(play: Play, application: Application, *, at: datetime) -> None:
    """The referee answers by the link of the letter."""
    rules = programme_of(play.version).policies.references
    reference = Reference.objects.get(application=application)
    if rules is None or reference.expires_at is None:
        return
    answer_reference(
        token=reference_token(reference),
        known_for="3-10",
        role="I was their manager",
        levels={question.key: question.levels[-1].key for question in rules.questions},
        text="They rebuilt our allocation with the people who pay for it, and told us which part of it was a guess.",
        now=at,
    )


def take_the_test(play: Play, person: people.Person, *, right: int, at: datetime) -> None:
    """Answer so many of the questions right, the others wrong, in a quarter of an hour."""
    keys = _questions()
    test = start_diagnostic(actor=person, now=at, seed=play.seed)
    for position, name in enumerate(test.questions, start=1):
        wrong = next(option.id for option in keys[name].options if option.id != keys[name].key)
        option = keys[name].key if position <= right else wrong
        answer_diagnostic(
            actor=person, code=test.code, position=position, option=option, now=at + timedelta(minutes=position)
        )
    finish_diagnostic(actor=person, code=test.code, now=at + timedelta(minutes=15))


@cache
def _questions() -> dict[str, DiagnosticQuestion]:
    return {question.id: question for question in load_pack(SHIPPED).diagnostic}


def order_waitlist(play: Play, *, at: datetime) -> None:
    """An officer puts the last who waits first, and says why."""
    move_on_waitlist(
        actor=play.staff.one(people.ADMISSIONS_OFFICER),
        application=play.applications["waitlisted"][-1],
        place=1,
        reason="The cohort that is forming has nobody of this role yet.",
        now=at,
    )
