"""Who may see what of a cohort's own bills. Keys come from `access_cohort_lab` alone, for the cohort's facilitator."""

from datetime import datetime

from django.db.models import QuerySet

from practicum.admissions.api import Candidacy
from practicum.cohorts.api import LIVE_COHORTS, Cohort, Part, cohorts_for, seat_of, see_cohort
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.labs.models import BillKeeping, CohortBill, CohortLab, LabDefinition
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, has_role


def led_cohort(person: Person, code: str, *, now: datetime) -> Cohort:
    """A cohort whose bills the person may see and keep: its facilitator, who stands in for them, programme managers.

    Raises NotFound for everybody else, and for whoever sits in the cohort, whatever else they are.
    """
    return _led(person, code, now=now)[0]


def cohorts_led(person: Person, *, now: datetime) -> list[tuple[str, str]]:
    """(code, name) of the forming and running cohorts whose bills the person may see."""
    if not has_role(person, FACILITATOR, MENTOR, PROGRAMME_MANAGER):
        return []
    live = cohorts_for(person, now=now).filter(state__in=LIVE_COHORTS)
    if has_role(person, PROGRAMME_MANAGER):
        sits = Candidacy.objects.filter(person=person).exclude(seat=None).values("seat__cohort")
        return list(live.exclude(pk__in=sits).values_list("code", "name"))
    parts = [(cohort, see_cohort(person, cohort.code, now=now)[1]) for cohort in live]
    return [(cohort.code, cohort.name) for cohort, part in parts if part.leads and part.seat is None]


def bills_of(cohort: Cohort) -> QuerySet[CohortBill]:
    """All bills of a cohort, deleted ones too, the newest first. The caller has checked who asks."""
    return CohortBill.objects.filter(cohort=cohort).select_related("bill__added_by", "deleted_by").defer("conformance")


def access_cohort_bill(person: Person, code: str, *, now: datetime) -> CohortBill:
    """A bill of a cohort that the person leads or manages. Raises NotFound for any other."""
    brought = (
        CohortBill.objects.filter(code=code)
        .select_related("cohort__facilitator", "bill__added_by", "deleted_by")
        .first()
    )
    if brought is not None:
        try:
            led_cohort(person, brought.cohort.code, now=now)
        except NotFound:
            brought = None
    if brought is None:
        raise NotFound(f"There is no bill {code} that you may see.")
    return brought


def is_kept(code: str) -> bool:
    """Whether the upload of this code has become a bill; who may see either is for `access_…` to say."""
    return CohortBill.objects.filter(code=code).exists()


def access_keeping(person: Person, code: str, *, now: datetime) -> BillKeeping:
    """An upload for a cohort that the person leads or manages, on its way or ended. Raises NotFound for any other."""
    keeping = BillKeeping.objects.filter(code=code).select_related("cohort__facilitator", "asked_by").first()
    if keeping is not None:
        try:
            led_cohort(person, keeping.cohort.code, now=now)
        except NotFound:
            keeping = None
    if keeping is None:
        raise NotFound(f"There is no bill {code} that you may see.")
    return keeping


def keepings_of(cohort: Cohort) -> QuerySet[BillKeeping]:
    """Uploads that are on their way or were not kept, the newest first. The caller has checked who asks."""
    return BillKeeping.objects.filter(cohort=cohort).exclude(state="kept").defer("secret")


def labs_on(brought: CohortBill) -> QuerySet[CohortLab]:
    """The labs of the programme on this bill, without their keys."""
    return brought.labs.select_related("definition", "decided_by").defer("keys", "definition__definition")


def may_see_keys(person: Person, brought: CohortBill, *, now: datetime) -> bool:
    """Whether the person is the cohort's facilitator, or stands in for them now."""
    cohort, part = _led(person, brought.cohort.code, now=now)
    return cohort.facilitator_id in part.hands


def access_cohort_lab(person: Person, code: str, lab: str, *, now: datetime) -> CohortLab:
    """A lab on a cohort's bill with its keys: for the cohort's facilitator, or who stands in for them, and for nobody
    else. Raises NotPermitted for programme managers, NotFound for everybody else."""
    brought = access_cohort_bill(person, code, now=now)
    if not may_see_keys(person, brought, now=now):
        raise NotPermitted("Only the cohort's facilitator sees the keys and confirms them.")
    found = (
        brought.labs.select_related("definition__programme_version", "decided_by").filter(definition__key=lab).first()
    )
    if found is None:
        raise NotFound(f"The programme of this cohort has no lab “{lab[:60]}”.")
    found.cohort_bill = brought
    return found


def confirmed_lab(candidacy: Candidacy, definition: LabDefinition) -> CohortLab | None:
    """The lab that the facilitator of the candidate's cohort has confirmed on a bill that is still kept; with keys."""
    seat = seat_of(candidacy)
    if seat is None or seat.cohort.state not in LIVE_COHORTS:
        return None
    return (
        CohortLab.objects.filter(
            cohort_bill__cohort=seat.cohort, cohort_bill__state="kept", definition=definition, state="confirmed"
        )
        .select_related("cohort_bill__bill")
        .first()
    )


def _led(person: Person, code: str, *, now: datetime) -> tuple[Cohort, Part]:
    cohort, part = see_cohort(person, code, now=now)
    if not part.leads or part.seat is not None:
        raise NotFound(f"There is no cohort {code} whose bills you may see.")
    return cohort, part
