"""Reads of the discussion. Only the people of a cohort get in; for everybody else its posts do not exist."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from practicum.cohorts.models import Cohort, CohortMentor, Mention, Post, PostVersion, Seat, ThreadRead
from practicum.cohorts.queries.access import Part, part_in
from practicum.cohorts.rules.discussion import give_handles
from practicum.kernel.errors import NotFound
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class ThreadRow:
    """A thread in the list of its week. `unread` counts posts by others since the reader looked last."""

    post: Post
    replies: int
    last_at: datetime
    unread: int


@dataclass(frozen=True, kw_only=True)
class ShownPost:
    """A post as one reader sees it. `text` is empty where it was removed and they may not read it any more."""

    post: Post
    text: str
    title: str
    versions: list[PostVersion]
    mentioned: list[str]
    is_new: bool
    is_own: bool
    may_remove: bool


def access_post(person: Person, code: str, *, now: datetime) -> tuple[Post, Part]:
    """A post and what the reader is to its cohort. Raises NotFound for everybody who is nothing to it."""
    post = (
        Post.objects.select_related("cohort__facilitator", "cohort__programme_version", "author", "thread")
        .filter(code=code)
        .first()
    )
    if post is not None and (part := part_in(person, post.cohort, now=now)).is_any:
        return post, part
    raise NotFound(f"There is no post {code} that you may see.")


def people_of(cohort: Cohort) -> list[Person]:
    """Who leads, mentors and sits in the cohort, in the order in which they came."""
    return [person for person, is_there in _everybody(cohort) if is_there]


def handles_of(cohort: Cohort) -> dict[Person, str]:
    """The handle of each person of the cohort. Who has left keeps their place, so that no handle changes hands."""
    everybody = _everybody(cohort)
    handles = give_handles((person.code, person.name) for person, _ in everybody)
    return {person: handles[person.code] for person, is_there in everybody if is_there}


def threads_of(cohort: Cohort, week: int, reader: Person) -> list[ThreadRow]:
    """The threads of a week: pinned ones first, then those with the latest post. Three queries, however many they are."""
    posts = Post.objects.filter(cohort=cohort, week=week).select_related("author")
    rows = list(posts)
    read = _read_marks(reader, [post.pk for post in rows if post.thread_id is None])
    threads = []
    for opening in rows:
        if opening.thread_id is not None:
            continue
        replies = [post for post in rows if post.thread_id == opening.pk]
        threads.append(
            ThreadRow(
                post=opening,
                replies=len(replies),
                last_at=max(post.posted_at for post in (opening, *replies)),
                unread=sum(_is_new(post, reader, read.get(opening.pk)) for post in (opening, *replies)),
            )
        )
    threads.sort(key=lambda row: (row.last_at, row.post.pk), reverse=True)
    return sorted(threads, key=lambda row: row.post.pinned_at is None)


def unread_by_week(cohort: Cohort, reader: Person) -> dict[int, int]:
    """Week -> number of posts that the reader has not seen. Two queries."""
    posts = list(Post.objects.filter(cohort=cohort, removed_at=None).exclude(author=reader))
    read = _read_marks(reader, {post.thread_id or post.pk for post in posts})
    counts: dict[int, int] = {}
    for post in posts:
        if _is_new(post, reader, read.get(post.thread_id or post.pk)):
            counts[post.week] = counts.get(post.week, 0) + 1
    return counts


def read_thread(opening: Post, reader: Person, part: Part) -> list[ShownPost]:
    """The posts of a thread, in order, as this reader sees them."""
    mentions = Mention.objects.select_related("person").order_by("id")
    posts = (
        Post.objects.filter(thread=opening).select_related("author", "removed_by") | Post.objects.filter(pk=opening.pk)
    ).prefetch_related("versions", Prefetch("mentions", queryset=mentions))
    read_at = _read_marks(reader, [opening.pk]).get(opening.pk)
    shown = []
    for post in posts.select_related("author", "removed_by").order_by("posted_at", "id"):
        is_own = post.author_id == reader.pk
        may_read = post.removed_at is None or part.leads or is_own
        shown.append(
            ShownPost(
                post=post,
                text=post.text if may_read else "",
                title=post.title if may_read else "",
                versions=list(post.versions.all()) if post.removed_at is None else [],
                mentioned=[row.person.name for row in post.mentions.all()] if post.removed_at is None else [],
                is_new=_is_new(post, reader, read_at),
                is_own=is_own,
                may_remove=post.removed_at is None and (is_own or part.leads),
            )
        )
    return shown


def _is_new(post: Post, reader: Person, read_at: datetime | None) -> bool:
    if post.author_id == reader.pk or post.removed_at is not None:
        return False
    return read_at is None or post.posted_at > read_at


def _read_marks(reader: Person, threads: "list[int] | set[int]") -> dict[int, datetime]:
    marks = ThreadRead.objects.filter(person=reader, thread__in=threads)
    return dict(marks.values_list("thread_id", "read_at"))


def _everybody(cohort: Cohort) -> list[tuple[Person, bool]]:
    """Everybody who is or was of the cohort, each once, with whether they still are."""
    mentors = CohortMentor.objects.filter(cohort=cohort).select_related("person").order_by("id")
    seats = Seat.objects.filter(cohort=cohort).select_related("candidacy__person").order_by("id")
    found = dict.fromkeys([cohort.facilitator, *(row.person for row in mentors)], True)
    for seat in seats:
        person = seat.candidacy.person
        found[person] = found.get(person, False) or seat.state != "left"
    return list(found.items())
