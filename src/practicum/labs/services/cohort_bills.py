"""A cohort brings its own bill: asked for, kept by a worker with names hidden, given up, deleted in the end."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app

from practicum.cohorts.api import Cohort
from practicum.focus import api as focus
from practicum.kernel.errors import InvalidState, Refusal
from practicum.kernel.ids import new_code
from practicum.labs.cohort_access import access_cohort_bill, access_keeping, led_cohort
from practicum.labs.deleting import delete_data
from practicum.labs.events import CohortBillAsked
from practicum.labs.incoming import remove_upload, seal_upload
from practicum.labs.models import BillKeeping, CohortBill, CohortPseudonyms
from practicum.labs.pseudonym_keys import new_secret
from practicum.labs.rules.cohort_bills import ONCE_MOST, checked_reason
from practicum.labs.rules.states import BILL_KEEPING_STATES
from practicum.labs.services.bills import checked_name
from practicum.labs.services.keeping import carry_out_keeping, end_keeping
from practicum.labs.services.looks import hash_of, new_once, require_live
from practicum.ledger.api import record
from practicum.people.api import Person


def request_keeping(
    *,
    actor: Person,
    cohort: Cohort,
    path: Path,
    name: str,
    groups: Collection[str],
    seen: str,
    once: str,
    now: datetime,
) -> BillKeeping:
    """Give a file to a worker, who makes the cohort's bill of it; what it answers says how far that is.

    `seen` is the `sha256` of the look that was taken at the same file, `once` a word that only this look has: asking
    again with the same word for the same gives what is there already. The file waits sealed, and is removed afterwards.
    For the cohort's facilitator and programme managers. Refusals: `cohort_ended`, `name_missing`, `name_too_long`,
    `group_unknown`, `look_first`, and `keeping_under_way` while another file of the cohort is on its way.
    """
    with transaction.atomic():
        keeping, is_new = _ask(
            actor=actor, cohort=cohort, path=path, name=name, groups=groups, seen=seen, once=once, now=now
        )
        if is_new:
            # by its name: the task stands above the services that it calls
            app.configure_task("site.keep_cohort_bill").defer(keeping_id=keeping.pk)
    return keeping


def keep_cohort_bill(
    *, actor: Person, cohort: Cohort, path: Path, name: str, groups: Collection[str], seen: str, now: datetime
) -> CohortBill:
    """Keep the file for the cohort, and wait until it is done. For programs, not for web requests.

    Refusals: those of `request_keeping`, and those of `look_at_bill` for what is in the file.
    """
    asked, _ = _ask(
        actor=actor,
        cohort=cohort,
        path=path,
        name=name,
        groups=groups,
        seen=seen,
        once=new_once(),
        now=now,
    )
    done = carry_out_keeping(keeping_id=asked.pk, now=now)
    if done.state != "kept":
        raise Refusal(done.refusal, done.problem, mend=done.mend)
    return CohortBill.objects.select_related("bill", "cohort__facilitator").get(code=done.code)


def give_up_keeping(*, actor: Person, keeping: BillKeeping, now: datetime) -> BillKeeping:
    """End the keeping of a file; nothing of it remains. For the cohort's facilitator and programme managers.

    Refusal: `invalid_state` when it is kept, or ended, already.
    """
    found = access_keeping(actor, keeping.code, now=now)
    BILL_KEEPING_STATES.require(found.state, ("asked",), act="given up")
    ended, is_mine = end_keeping(found.pk, state="given_up", reason="given_up", actor=actor, now=now)
    if not is_mine:
        raise InvalidState(BILL_KEEPING_STATES.noun, ended.state, "given up")
    return ended


@transaction.atomic
def delete_cohort_bill(*, actor: Person, brought: CohortBill, reason: str, now: datetime) -> CohortBill:
    """Delete the data of a cohort's bill at once. For the cohort's facilitator and programme managers.

    Labs on it that are not passed end; their candidates may begin them again, on other data. Refusals: `invalid_state`,
    `reason_missing`, `reason_long`.
    """
    found = access_cohort_bill(actor, brought.code, now=now)
    deleted = delete_data(found, actor=actor, reason=checked_reason(reason), now=now)
    if deleted is None:
        raise InvalidState("bill", "deleted", "deleted again")
    return deleted


@transaction.atomic
def _ask(
    *,
    actor: Person,
    cohort: Cohort,
    path: Path,
    name: str,
    groups: Collection[str],
    seen: str,
    once: str,
    now: datetime,
) -> tuple[BillKeeping, bool]:
    """The keeping, and whether it is new."""
    name = checked_name(name)
    require_live(led_cohort(actor, cohort.code, now=now))
    hidden = _checked_groups(groups)
    source = hash_of(path)
    if source != seen or not 0 < len(once) <= ONCE_MOST:
        raise _look_first()
    locked = Cohort.objects.select_for_update(no_key=True).get(
        pk=cohort.pk
    )  # two clicks at once: one waits here for the other
    require_live(locked)
    if there := BillKeeping.objects.filter(once=once).first():
        same = (there.cohort_id, there.source_sha256, there.name, there.hidden) == (cohort.pk, source, name, hidden)
        if same and there.state in ("asked", "kept"):
            return there, False
        raise _look_first()
    if under_way := BillKeeping.objects.filter(cohort=locked, state="asked").first():
        raise Refusal(
            "keeping_under_way",
            f"Another bill of this cohort, “{under_way.name}”, is on its way.",
            field="file",
            mend="Wait until it is kept, or give it up.",
        )
    CohortPseudonyms.objects.get_or_create(cohort=locked, defaults={"secret": new_secret(), "made_at": now})
    code = new_code("BIL")
    try:
        keeping = BillKeeping.objects.create(
            code=code,
            cohort=locked,
            once=once,
            name=name,
            hidden=hidden,
            source_sha256=source,
            secret=seal_upload(code, path),
            asked_by=actor,
            asked_at=now,
        )
        event = CohortBillAsked(cohort_bill=code, cohort=locked.code, source=source, hidden=tuple(hidden))
        record(event, actor=actor.code, now=now)
    except BaseException:
        remove_upload(code)
        raise
    return keeping, True


def _look_first() -> Refusal:
    return Refusal(
        "look_first",
        "You have not seen the findings of this file yet.",
        field="file",
        mend="Look at them, choose the file again, and keep it.",
    )


def _checked_groups(groups: Collection[str]) -> list[str]:
    """In the order in which they are shown. Refusal `group_unknown`."""
    if unknown := sorted(set(groups) - set(focus.PSEUDONYM_GROUPS)):
        raise Refusal("group_unknown", f"There is no group of columns “{unknown[0][:60]}”.", field="groups")
    return [key for key in focus.PSEUDONYM_GROUPS if key in groups]
