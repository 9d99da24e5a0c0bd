"""Small instances for the tests of cohort formation."""

from typing import Any

from hypothesis import strategies as st

from practicum.matching.api import Applicant, Instance, Staff


class Ticker:
    """A clock that a test can trust: each reading is a little later than the one before."""

    def __init__(self, step: float = 1e-6) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def person(id: str, hours: Any = (5,), **more: Any) -> Applicant:
    return Applicant(**({"id": id, "hours": frozenset(hours), "language": "en"} | more))


def staff(id: str, hours: Any = (5,), **more: Any) -> Staff:
    return Staff(**({"id": id, "hours": frozenset(hours), "language": "en"} | more))


def good_instance(**more: Any) -> Instance:
    """Six people of six employers who fit one cohort of 3 to 6, two hours, two facilitators, two mentors."""
    rows: dict[str, Any] = {
        "size": (3, 6),
        "applicants": tuple(person(f"a{i}", (5, 6), employer=f"e{i}", role=f"r{i % 3}") for i in range(6)),
        "facilitators": (staff("f0", (5, 6)), staff("f1", (5, 6))),
        "mentors": (staff("m0", (5, 6)), staff("m1", (5, 6))),
    }
    return Instance(**(rows | more))


@st.composite
def instances(draw: Any, most: int = 12, mentors: bool = True) -> Instance:
    """Few hours, two languages and two or three employers, so that every rule bites."""
    hours = st.frozensets(st.integers(0, 3), max_size=4)
    employer = st.sampled_from(("", "acme", "beta"))
    language = st.sampled_from(("en", "en", "en", "de"))
    count = draw(st.integers(1, most))
    people = tuple(
        Applicant(
            id=f"a{i}",
            hours=draw(hours),
            language=draw(language),
            employer=draw(employer),
            role=draw(st.sampled_from(("x", "y", "z"))),
        )
        for i in range(count)
    )

    def team(prefix: str, number: int) -> tuple[Staff, ...]:
        return tuple(
            Staff(
                id=f"{prefix}{i}",
                hours=draw(hours),
                language=draw(language),
                employer=draw(employer),
                capacity=draw(st.integers(0, 2)),
            )
            for i in range(number)
        )

    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] != p[1])
    pairs = st.lists(pair, max_size=2, unique_by=frozenset) if count > 1 else st.just([])

    def named(rows: list[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
        return tuple((f"a{left}", f"a{right}") for left, right in rows)

    together = draw(pairs)
    apart = [row for row in draw(pairs) if set(row) not in [set(other) for other in together]]
    facilitators = team("f", draw(st.integers(0, 3)))
    helpers = team("m", draw(st.integers(0, 3))) if mentors else ()
    ids = [one.id for one in (*facilitators, *helpers)]
    conflicts = draw(st.lists(st.sampled_from(ids), max_size=2)) if ids else []
    least = draw(st.integers(1, 3))
    return Instance(
        size=(least, least + draw(st.integers(0, 4))),
        employer_max=draw(st.integers(1, 2)),
        applicants=people,
        facilitators=facilitators,
        mentors=helpers,
        together=named(together),
        apart=named(apart),
        conflicts=tuple((f"a{draw(st.integers(0, count - 1))}", one) for one in conflicts),
    )
