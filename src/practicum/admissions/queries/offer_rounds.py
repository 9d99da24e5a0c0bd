"""How far places that are offered to many at once have come."""

from dataclasses import dataclass

from practicum.admissions.models import Application, OfferRound
from practicum.kernel.errors import NotFound
from practicum.people.api import ADMISSIONS_OFFICER, Person, require_role


@dataclass(frozen=True, kw_only=True)
class RoundReport:
    """`left_out` are pairs of the application and why."""

    total: int
    done: int
    offered: int
    accepted: int
    left_out: tuple[tuple[Application, str], ...]

    @property
    def share(self) -> int:
        """Percent that are done."""
        return 100 * self.done // self.total


def access_offer_round(reader: Person, code: str) -> OfferRound:
    """A round of offers, for admissions officers. Raises NotFound."""
    require_role(reader, ADMISSIONS_OFFICER)
    found = OfferRound.objects.select_related("asked_by").filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no round of offers {code}.")
    return found


def open_offer_rounds(reader: Person) -> list[OfferRound]:
    """Those that a worker has still to do."""
    require_role(reader, ADMISSIONS_OFFICER)
    return list(OfferRound.objects.filter(ended_at=None).select_related("asked_by"))


def read_offer_round(found: OfferRound) -> RoundReport:
    """How far it is; who was left out, by name."""
    why = {code: said for code, said in found.outcomes.items() if said}
    rows = Application.objects.filter(code__in=why).select_related("person").order_by("person__name", "id")
    return RoundReport(
        total=len(found.codes),
        done=len(found.outcomes),
        offered=len(found.outcomes) - len(why),
        accepted=found.accepted,
        left_out=tuple((one, why[one.code]) for one in rows),
    )
