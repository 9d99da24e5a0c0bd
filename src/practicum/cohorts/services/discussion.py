"""The discussion of a week: threads, replies, edits with their history, removals with their reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from practicum.cohorts import events
from practicum.cohorts.letters import write_to
from practicum.cohorts.models import Cohort, Mention, Post, PostVersion, ThreadRead
from practicum.cohorts.queries.access import part_in
from practicum.cohorts.queries.discussion import handles_of
from practicum.cohorts.queries.week import find_week
from practicum.cohorts.rules.discussion import check_post, check_title, find_mentions
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.cohorts.services.running import check_reason, require_leader
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person


@transaction.atomic
def start_thread(*, actor: Person, cohort: Cohort, week: int, title: str, text: str, now: datetime) -> Post:
    """Open a thread in a week. By anybody of the cohort, while it runs and afterwards."""
    _require_part(actor, cohort, now)
    find_week(programme_of(cohort.programme_version), week)
    title, text = check_title(title), check_post(text)
    return _write(actor=actor, cohort=cohort, week=week, opening=None, title=title, text=text, now=now)


@transaction.atomic
def reply_to(*, actor: Person, thread: Post, text: str, now: datetime) -> Post:
    """Add a post to a thread. By anybody of the cohort."""
    _require_part(actor, thread.cohort, now)
    opening = thread.thread or thread
    text = check_post(text)
    return _write(actor=actor, cohort=thread.cohort, week=opening.week, opening=opening, title="", text=text, now=now)


@transaction.atomic
def edit_post(*, actor: Person, post: Post, text: str, title: str = "", now: datetime) -> Post:
    """Change one's own post. What it said before is kept and can be read by everybody who can read the post."""
    locked = _lock(post)
    _require_part(actor, locked.cohort, now)
    if locked.author_id != actor.pk:
        raise NotPermitted("Only its author edits a post.")
    _require_there(locked)
    text = check_post(text)
    title = check_title(title) if locked.thread_id is None else ""
    if (locked.title, locked.text) == (title, text):
        return locked
    PostVersion.objects.create(post=locked, title=locked.title, text=locked.text, replaced_at=now)
    locked.title, locked.text, locked.edited_at = title, text, now
    locked.save(update_fields=["title", "text", "edited_at"])
    event = events.PostEdited(post=locked.code, cohort=locked.cohort.code, text_digest=digest([title, text]))
    record(event, actor=actor.code, now=now)
    _tell_mentioned(locked, actor, now)
    return locked


@transaction.atomic
def remove_post(*, actor: Person, post: Post, reason: str, now: datetime) -> Post:
    """Leave a tombstone with the reason. By the author, whose words are gone then, or by those who lead the cohort."""
    locked = _lock(post)
    _require_part(actor, locked.cohort, now)
    by_author = locked.author_id == actor.pk
    if not by_author:
        require_leader(actor, locked.cohort, now=now)
    _require_there(locked)
    reason = check_reason(reason)
    locked.removed_at, locked.removed_by, locked.removal_reason = now, actor, reason
    if by_author:
        locked.title = locked.text = ""
        locked.versions.all().delete()
    locked.save(update_fields=["removed_at", "removed_by", "removal_reason", "title", "text"])
    event = events.PostRemoved(post=locked.code, cohort=locked.cohort.code, by_author=by_author, reason=reason)
    record(event, actor=actor.code, now=now)
    if not by_author:
        write_to(
            locked.author,
            subject="A post of yours was removed",
            text=f"{actor.name} has removed a post of yours in {locked.cohort.name}. The reason: {reason}",
            path=f"/cohorts/discussion/{(locked.thread or locked).code}/",
            key=f"removed {locked.code}",
            now=now,
        )
    return locked


@transaction.atomic
def pin_thread(*, actor: Person, thread: Post, is_pinned: bool, now: datetime) -> Post:
    """Put a thread on top of its week, or take it down again. By those who lead the cohort."""
    locked = _lock(thread)
    require_leader(actor, locked.cohort, now=now)
    if locked.thread_id is not None:
        raise Refusal("not_a_thread", "Only threads can be pinned.")
    if (locked.pinned_at is not None) == is_pinned:
        return locked
    locked.pinned_at = now if is_pinned else None
    locked.save(update_fields=["pinned_at"])
    event = events.ThreadPinned(post=locked.code, cohort=locked.cohort.code, is_pinned=is_pinned)
    record(event, actor=actor.code, now=now)
    return locked


@transaction.atomic
def mark_read(*, actor: Person, threads: Iterable[Post], now: datetime) -> None:
    """The reader has seen these threads up to now. A mark for their own eyes: it has no record."""
    marks = [ThreadRead(thread=thread, person=actor, read_at=now) for thread in threads]
    ThreadRead.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["thread", "person"], update_fields=["read_at"]
    )


def _write(
    *, actor: Person, cohort: Cohort, week: int, opening: Post | None, title: str, text: str, now: datetime
) -> Post:
    """A new post: `opening` is the thread's, or nothing for a post that opens one."""
    state = Cohort.objects.values_list("state", flat=True).get(pk=cohort.pk)
    COHORT_STATES.require(state, ("running", "completed"), act="discussed in")
    post = Post.objects.create(
        code=new_code("PST"),
        cohort=cohort,
        week=week,
        thread=opening,
        title=title,
        text=text,
        author=actor,
        posted_at=now,
    )
    event = events.PostWritten(
        post=post.code,
        thread=opening.code if opening else "",
        cohort=cohort.code,
        week=week,
        text_digest=digest([title, text]),
    )
    record(event, actor=actor.code, now=now)
    _tell_mentioned(post, actor, now)
    return post


def _tell_mentioned(post: Post, actor: Person, now: datetime) -> None:
    """Write to everybody whom the post mentions and did not mention before."""
    handles = handles_of(post.cohort)
    by_code = {person.code: person for person in handles}
    named = find_mentions(post.text, {person.code: handle for person, handle in handles.items()})
    known = set(post.mentions.values_list("person__code", flat=True))
    for code in named:
        person = by_code[code]
        if person.pk == actor.pk or code in known:
            continue
        Mention.objects.create(post=post, person=person)
        write_to(
            person,
            subject=f"{actor.name} mentions you in {post.cohort.name}",
            text=f"{actor.name} mentions you in the discussion of week {post.week}.",
            path=f"/cohorts/discussion/{(post.thread or post).code}/#{post.code}",
            key=f"mention {post.code} {person.code}",
            kind="mention",
            now=now,
        )


def _require_part(actor: Person, cohort: Cohort, now: datetime) -> None:
    if not part_in(actor, cohort, now=now).is_any:
        raise NotPermitted("Only the people of the cohort take part in its discussion.")


def _require_there(post: Post) -> None:
    if post.removed_at is not None:
        raise Refusal("post_removed", "This post was removed.")


def _lock(post: Post) -> Post:
    return (
        Post.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__facilitator", "cohort__programme_version", "author", "thread")
        .get(pk=post.pk)
    )
