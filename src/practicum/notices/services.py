"""Writes of the outbox. Who may do what is asked by `people`, which knows the roles; codes of persons stand for them here."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.notices import events
from practicum.notices.models import CalendarFeed, Notice, NoticePreference
from practicum.notices.rules.kinds import DAILY, KINDS, OFF, check_choices, setting_for
from practicum.notices.rules.quiet import USUAL, Quiet, digest_at, due_at
from practicum.notices.rules.secrets import digest_secret
from practicum.notices.rules.states import ACTS, NOTICE_STATES
from practicum.notices.tasks import schedule, schedule_digests

REASON_MOST = 500


@dataclass(frozen=True)
class Invitation:
    """A calendar object that goes with a letter: its text (RFC 5545) and what it asks of a calendar (RFC 5546)."""

    text: str
    method: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One message that is to be written, as `queue_notice` takes it."""

    person_id: int
    to_address: str
    subject: str
    body: str
    dedupe_key: str
    kind: str = "news"
    invitation: Invitation | None = None
    needed_by: datetime | None = None


def queue_notice(
    *,
    person_id: int,
    to_address: str,
    subject: str,
    body: str,
    dedupe_key: str,
    now: datetime,
    kind: str = "news",
    invitation: Invitation | None = None,
    needed_by: datetime | None = None,
) -> Notice:
    """Put a message into the outbox, in the transaction of the act; it is sent after that has committed.

    The person's choice for its `kind` decides how it reaches them, and their quiet hours when: urgent kinds go out at once,
    and so does a message that is of no use after `needed_by`. A second message with the same `dedupe_key` is not made: the
    first one is returned.
    """
    draft = Draft(
        person_id=person_id,
        to_address=to_address,
        subject=subject,
        body=body,
        dedupe_key=dedupe_key,
        kind=kind,
        invitation=invitation,
        needed_by=needed_by,
    )
    return queue_notices([draft], now=now)[0]


@transaction.atomic
def queue_notices(drafts: Sequence[Draft], *, now: datetime) -> list[Notice]:
    """Queue many messages, in their order, with as few questions to the database as one takes."""
    keys = [draft.dedupe_key for draft in drafts]
    known = Notice.objects.in_bulk(keys, field_name="dedupe_key")
    new = {draft.dedupe_key: draft for draft in drafts if draft.dedupe_key not in known}
    wishes = _wishes_of({draft.person_id for draft in new.values()})
    made = [_write(draft, *wishes[draft.person_id], now=now) for draft in new.values()]
    try:
        with transaction.atomic():
            Notice.objects.bulk_create(made)
    except IntegrityError:  # the same act was done at the same moment, and was first
        known = Notice.objects.in_bulk(keys, field_name="dedupe_key")
        made = [one for one in made if one.dedupe_key not in known]
        Notice.objects.bulk_create(made)
    schedule([one for one in made if one.state == "queued"], now=now)
    schedule_digests({(one.person_id, one.due_at) for one in made if one.state == "gathered"})
    found = {**known, **{one.dedupe_key: one for one in made}}
    return [found[key] for key in keys]


def _write(draft: Draft, zone: ZoneInfo, quiet: Quiet, choices: Mapping[str, str], *, now: datetime) -> Notice:
    setting = setting_for(draft.kind, choices)
    state = NOTICE_STATES.initial
    due = due_at(now, quiet, zone, urgent=KINDS[draft.kind].urgent, needed_by=draft.needed_by)
    if setting == OFF:
        state = "kept"
    elif setting == DAILY:
        state, due = "gathered", digest_at(now, quiet, zone)
    elif draft.kind == "decision" and settings.PRACTICUM.hold_decisions:
        state = "held"
    return Notice(
        code=new_code("MSG", length=20),
        person_id=draft.person_id,
        kind=draft.kind,
        to_address=draft.to_address,
        subject=" ".join(draft.subject.split())[:200],
        body=draft.body,
        calendar=draft.invitation.text if draft.invitation else "",
        calendar_method=draft.invitation.method if draft.invitation else "",
        state=state,
        dedupe_key=draft.dedupe_key,
        queued_at=now,
        due_at=due,
    )


def _wishes_of(people: Collection[int]) -> dict[int, tuple[ZoneInfo, Quiet, Mapping[str, str]]]:
    rows = (
        get_user_model()
        .objects.filter(pk__in=people)
        .values_list(
            "pk",
            "time_zone",
            "notice_preference__choices",
            "notice_preference__quiet_from",
            "notice_preference__quiet_to",
        )
    )
    return {
        pk: (ZoneInfo(zone), USUAL if starts is None else Quiet(starts=starts, ends=ends), choices or {})
        for pk, zone, choices, starts, ends in rows
    }


@transaction.atomic
def decide_on_notice(*, actor: str, notice: Notice, act: str, reason: str, now: datetime) -> Notice:
    """Hold, release or cancel a letter, or say of one that may have gone out whether it did; `act` is a key of ACTS.

    Refuses without a reason, and when the letter's state does not allow the act any more.
    """
    if act not in ACTS:
        raise Refusal("act_unknown", "Choose what is to be done.", field="act")
    reason = " ".join(reason.replace("\x00", "").split())[:REASON_MOST]
    if not reason:
        raise Refusal("reason_missing", "Say why, in a few words.", field="reason")
    locked = Notice.objects.select_for_update(of=("self",)).select_related("person").get(pk=notice.pk)
    before, after = ACTS[act]
    NOTICE_STATES.require(locked.state, before, act={"note_sent": "noted as sent"}.get(act, after))
    locked.state = NOTICE_STATES.move(locked.state, after)
    if act == "note_sent":
        locked.sent_at = locked.claimed_at
    if after == "queued":
        locked.due_at = now  # a person has decided: no quiet hours any more
        schedule([locked], now=now)
    locked.save(update_fields=["state", "sent_at", "due_at"])
    event = events.NoticeDecided(
        notice=locked.code, person=locked.person.code, about=locked.kind, act=act, reason=reason
    )
    record(event, actor=actor, now=now)
    return locked


@transaction.atomic
def choose_notices(
    *, person_id: int, actor: str, choices: Mapping[str, str], quiet_from: time, quiet_to: time, now: datetime
) -> NoticePreference:
    """Keep how a person wants their letters, from the next one on. The same time twice means no quiet hours."""
    kept = check_choices(choices)
    preference, _ = NoticePreference.objects.update_or_create(
        person_id=person_id,
        defaults={"choices": kept, "quiet_from": quiet_from, "quiet_to": quiet_to, "changed_at": now},
    )
    record(events.PreferencesChanged(person=actor), actor=actor, now=now)
    return preference


@transaction.atomic
def renew_feed(*, person_id: int, actor: str, now: datetime) -> str:
    """A new secret for the person's calendar feed; the old one answers no more. It is returned once and never kept."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        person_id=person_id, defaults={"secret_digest": digest_secret(secret), "made_at": now, "ended_at": None}
    )
    record(events.FeedRenewed(person=actor), actor=actor, now=now)
    return secret


@transaction.atomic
def end_feed(*, person_id: int, actor: str, now: datetime) -> None:
    """The person's calendar address answers no more."""
    if not CalendarFeed.objects.filter(person_id=person_id, ended_at=None).update(ended_at=now):
        raise Refusal("feed_ended", "You have no calendar address.")
    record(events.FeedEnded(person=actor), actor=actor, now=now)
