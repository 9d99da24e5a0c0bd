"""Which links a person sees at the top of each page."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from practicum.people import api as people


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    title: str
    url: str


VISITOR = (
    Link("Programme", "/"),
    Link("Find my role", "/programme/find-my-role/"),
    Link("Learn", "/learn/"),
    Link("Register", "/register/"),
    Link("Apply", "/apply/"),
    Link("Sign in", "/accounts/login/"),
)
PERSON = (Link("Desk", "/desk/"), Link("Programme", "/"), Link("Learn", "/learn/"))
OWN = (Link("Profile", "/people/profile/"),)
BY_ROLE = (
    (Link("Admissions", "/admissions/"), {people.ADMISSIONS_OFFICER, people.PROGRAMME_MANAGER}),
    (Link("Import applicants", "/admissions/import/"), {people.OPERATOR}),
    (Link("Signing keys", "/awards/keys/"), {people.OPERATOR}),
    (Link("Reviews", "/reviews/"), {people.ADMISSIONS_REVIEWER}),
    (Link("Outbox", "/notices/outbox/"), {people.ADMISSIONS_OFFICER, people.PROGRAMME_MANAGER}),
    (Link("Accommodations", "/people/accommodations/"), {people.PROGRAMME_MANAGER, people.ADMISSIONS_OFFICER}),
    (Link("Cohorts", "/cohorts/"), {people.PROGRAMME_MANAGER, people.FACILITATOR, people.MENTOR}),
    (Link("Labs", "/labs/"), {people.PROGRAMME_MANAGER, people.FACILITATOR, people.MENTOR}),
    (Link("Items", "/items/"), {people.ITEM_WRITER, people.ITEM_REVIEWER, people.PSYCHOMETRICIAN}),
    (Link("Exams", "/exams/"), {people.PROGRAMME_MANAGER, people.PSYCHOMETRICIAN}),
    (Link("Marking", "/marking/"), {people.EXAMINER, people.PROGRAMME_MANAGER}),
    (
        Link("Results", "/results/"),
        {people.PSYCHOMETRICIAN, people.JUDGE, people.DECIDER, people.PROGRAMME_MANAGER},
    ),
    (Link("Awards", "/awards/"), {people.DECIDER, people.REGISTRAR}),
    (Link("Evidence", "/evidence/"), {people.AUDITOR, people.PROGRAMME_MANAGER, people.PSYCHOMETRICIAN}),
)
NO_ROLE = (
    Link("Application", "/apply/"),
    Link("Journey", "/journey/"),
    Link("Labs", "/labs/"),
    Link("Credentials", "/credentials/"),
)


def navigation_for(user: AbstractBaseUser | AnonymousUser) -> list[Link]:
    """The visitor's links, or the person's: staff by their roles, everybody else by their own way."""
    if not isinstance(user, people.Person):
        return list(VISITOR)
    roles = people.roles_of(user)
    staff = [link for link, needed in BY_ROLE if roles & needed]
    return [*PERSON, *(staff or NO_ROLE), *OWN]
