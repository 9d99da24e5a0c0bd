"""The daily digest of new posts. Apart from the services, because the hourly task calls it too."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from practicum.cohorts.letters import write_to
from practicum.cohorts.models import Cohort, DigestMark, Post, ThreadRead
from practicum.cohorts.queries.discussion import people_of
from practicum.people.api import Person

# Sent in the first run after this hour of the reader's own morning.
DIGEST_HOUR = 7
# What is older is no news; it also bounds the first digest of somebody who has just come.
REACH = timedelta(days=7)


def send_digests(now: datetime) -> int:
    """Tell everybody of a cohort once a day, in their morning, of posts that they have not seen; return how many were told.

    Each person in a transaction of their own: the mark up to which they were told moves with the notice, so a worker
    that dies tells nobody twice and forgets no post.
    """
    readers: dict[Person, list[Cohort]] = {}
    talking = Post.objects.filter(posted_at__gt=now - REACH, posted_at__lte=now).values("cohort_id")
    for cohort in Cohort.objects.filter(pk__in=talking).select_related("facilitator").order_by("id"):
        for person in people_of(cohort):
            readers.setdefault(person, []).append(cohort)
    return sum(_send_digest(person, cohorts, now) for person, cohorts in readers.items())


@transaction.atomic
def _send_digest(person: Person, cohorts: Sequence[Cohort], now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(person.time_zone))
    if local.hour < DIGEST_HOUR:
        return False
    # The day before the first one: nobody's first digest is lost to a mark that was only just made.
    fresh = DigestMark(person=person, told_until=now - REACH, day=local.date() - timedelta(days=1))
    DigestMark.objects.bulk_create([fresh], ignore_conflicts=True)
    mark = DigestMark.objects.select_for_update(no_key=True).get(person=person)
    if mark.day >= local.date():
        return False
    lines = _news(person, cohorts, since=max(mark.told_until, now - REACH), until=now)
    mark.told_until, mark.day = now, local.date()
    mark.save(update_fields=["told_until", "day"])
    if not lines:
        return False
    write_to(
        person,
        subject="New posts in your cohort" if len(cohorts) == 1 else "New posts in your cohorts",
        text="\n".join(["this is new in the discussion since yesterday:", "", *lines]),
        path=f"/cohorts/{cohorts[0].code}/" if len(cohorts) == 1 else "/cohorts/",
        key=f"digest {person.code} {local.date().isoformat()}",
        kind="discussion",
        now=now,
    )
    return True


def _news(person: Person, cohorts: Sequence[Cohort], *, since: datetime, until: datetime) -> list[str]:
    """A line for each thread with posts by others that the reader has not opened since."""
    posts = (
        Post.objects.filter(cohort__in=cohorts, posted_at__gt=since, posted_at__lte=until, removed_at=None)
        .exclude(author=person)
        .select_related("cohort", "thread")
        .order_by("cohort__name", "week", "posted_at", "id")
    )
    marks = ThreadRead.objects.filter(person=person, thread__cohort__in=cohorts)
    read = dict(marks.values_list("thread_id", "read_at"))
    counts: dict[Post, int] = {}
    for post in posts:
        opening = post.thread or post
        seen_at = read.get(opening.pk)
        if seen_at is None or seen_at < post.posted_at:
            counts[opening] = counts.get(opening, 0) + 1
    names = {cohort.pk: cohort.name for cohort in cohorts}
    return [
        f"- {names[opening.cohort_id]}, week {opening.week}, {_title_of(opening)}: "
        f"{count} new post{'' if count == 1 else 's'}"
        for opening, count in counts.items()
    ]


def _title_of(opening: Post) -> str:
    return f"“{opening.title}”" if opening.removed_at is None else "below a removed post"
