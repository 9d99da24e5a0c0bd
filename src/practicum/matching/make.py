"""Make instances to try the solver on: time zones, habits, languages and employers as programmes meet them."""

import random
from collections import Counter
from collections.abc import Sequence

from practicum.matching.instance import HOURS_IN_WEEK, Applicant, Instance, Staff

ZONES = (-8, -5, -3, 0, 1, 3, 5, 8)  # whole hours from UTC, west to east
PATTERNS = {"evening": range(17, 22), "morning": range(6, 10), "midday": range(11, 15)}  # local hours of the day
ROLES = ("practitioner", "engineering", "finance", "leadership", "procurement", "product", "itam", "sustainability")
LANGUAGES = (("en", 80), ("es", 12), ("de", 8))  # with their share in percent
DENSITY = 0.75  # share of the hours of a pattern in which a person is free
EMPLOYER_SHIFT = 10  # Zipf-Mandelbrot: without the shift one employer would send every sixth person
WORKING = range(8, 18)  # local hours of a working day that begins between 8 and 9 and ends between 17 and 18
STAFF_DENSITY = 0.6
PEOPLE_PER_FACILITATOR = 14
PEOPLE_PER_MENTOR = 4


def make_instance(
    *, applicants: int, seed: int, facilitators: int | None = None, mentors: int = 0, mentor_capacity: int = 1
) -> Instance:
    """An instance of `applicants` people in 8 time zones; same arguments, same instance.

    Applicants follow one of three habits on working days, free in 75 % of its hours. Employers follow Zipf's law.
    There is one facilitator per 14 people, rounded up, unless a number is given, free in 60 % of the hours from 8 to 18
    in one of the zones. A programme hires those who speak what its people speak: the languages of the staff, though not
    their zones, are in proportion to those of the applicants (largest remainders), and no language is drawn by chance.
    """
    rng = random.Random(seed)  # noqa: S311 - a made-up instance, nothing secret
    employers = [f"employer-{i + 1}" for i in range(max(applicants // 2, 1))]
    weights = [1 / (i + 1 + EMPLOYER_SHIFT) for i in range(len(employers))]
    people = tuple(
        Applicant(
            id=f"A{i + 1:05d}",
            hours=_hours(rng, PATTERNS[rng.choice(sorted(PATTERNS))], DENSITY),
            language=_language(rng),
            role=rng.choice(ROLES),
            seniority=rng.choice(("senior", "lead", "principal", "director")),
            employer=rng.choices(employers, weights)[0],
        )
        for i in range(applicants)
    )
    count = facilitators if facilitators is not None else -(-applicants // PEOPLE_PER_FACILITATOR)
    return Instance(
        applicants=people,
        facilitators=_staff(rng, "F", _shared(count, people), 1),
        mentors=_staff(rng, "M", _shared(mentors, people), mentor_capacity),
    )


def make_staffed_instance(*, applicants: int, seed: int) -> Instance:
    """The same people with mentors: one per four, so that one in five would do if hours never stood in the way."""
    return make_instance(applicants=applicants, seed=seed, mentors=-(-applicants // PEOPLE_PER_MENTOR))


def _staff(rng: random.Random, prefix: str, languages: Sequence[str], capacity: int) -> tuple[Staff, ...]:
    return tuple(
        Staff(
            id=f"{prefix}{i + 1:04d}",
            hours=_hours(rng, WORKING, STAFF_DENSITY),
            language=language,
            employer=f"practice-{prefix}{i + 1}",
            capacity=capacity,
        )
        for i, language in enumerate(languages)
    )


def _shared(count: int, people: Sequence[Applicant]) -> list[str]:
    """The languages of so many staff, in proportion to those of the people, by largest remainders."""
    speakers = Counter(a.language for a in people)
    exact = {name: count * speakers[name] / len(people) for name, _ in LANGUAGES} if people else {}
    shares = {name: int(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda one: shares[one] - exact[one])[: count - sum(shares.values())]:
        shares[name] += 1
    return [name for name, share in shares.items() for _ in range(share)]


def _language(rng: random.Random) -> str:
    return rng.choices([name for name, _ in LANGUAGES], [share for _, share in LANGUAGES])[0]


def _hours(rng: random.Random, local: range, density: float) -> frozenset[int]:
    zone = rng.choice(ZONES)
    return frozenset(
        (day * 24 + hour - zone) % HOURS_IN_WEEK for day in range(5) for hour in local if rng.random() < density
    )
