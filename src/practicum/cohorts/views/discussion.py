"""The discussion of a week: threads, posts, edits, removals."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from practicum.cohorts.api import edit_post, mark_read, pin_thread, remove_post, reply_to, start_thread
from practicum.cohorts.forms import GiveReason, StartThread, WritePost
from practicum.cohorts.models import Post
from practicum.cohorts.queries.discussion import access_post, handles_of, read_thread, threads_of
from practicum.cohorts.queries.week import find_week, see_session
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.pages.api import apply_refusal

OPEN = ("running", "completed")  # states of a cohort in which people write


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discussion(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """The threads of a week, and the form for a new one."""
    person, now = signed_in(request), timezone.now()
    session, part = see_session(person, code, week, now=now)
    form = StartThread(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            thread = start_thread(actor=person, cohort=session.cohort, week=week, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, _said(thread))
            return redirect("cohorts:thread", thread.code)
    threads = threads_of(session.cohort, week, person)
    context = {
        "session": session,
        "part": part,
        "week": find_week(programme_of(session.cohort.programme_version), week),
        "threads": threads,
        "unread": sum(row.unread for row in threads),
        "form": form,
        "may_write": session.cohort.state in OPEN,
        "handles": handles_of(session.cohort),
    }
    return render(request, "cohorts/discussion.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, code: str) -> HttpResponse:
    """A thread with all its posts; posting adds a reply. To look at it is to have read it."""
    person, now = signed_in(request), timezone.now()
    found, part = access_post(person, code, now=now)
    if found.thread is not None:
        return redirect(_place_of(found))
    form = WritePost(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            post = reply_to(actor=person, thread=found, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, _said(post))
            return redirect(_place_of(post))
    posts = read_thread(found, person, part)
    if request.method == "GET":
        mark_read(actor=person, threads=[found], now=now)
    context = {
        "thread": found,
        "part": part,
        "posts": posts,
        "form": form,
        "may_write": found.cohort.state in OPEN,
        "handles": handles_of(found.cohort),
    }
    return render(request, "cohorts/thread.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a post of one's own."""
    person, now = signed_in(request), timezone.now()
    found, _ = access_post(person, code, now=now)
    if found.author_id != person.pk or found.removed_at is not None:
        raise NotPermitted("Only its author edits a post, and only while it is there.")
    kind = WritePost if found.thread_id else StartThread
    form = kind(request.POST if request.method == "POST" else None, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            edit_post(actor=person, post=found, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Changed. What it said before can still be read below it.")
            return redirect(_place_of(found))
    context = {"post": found, "form": form, "back": _place_of(found)}
    return render(request, "cohorts/edit_post.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once more, with the reason."""
    person, now = signed_in(request), timezone.now()
    found, part = access_post(person, code, now=now)
    is_own = found.author_id == person.pk
    if not (is_own or part.leads):
        raise NotPermitted("A post is removed by its author or by those who lead the cohort.")
    form = GiveReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_post(actor=person, post=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Removed. Its place and the reason stay.")
            return redirect(_place_of(found))
    kept = "Your words are gone for good." if is_own else "Its author is told, and you can still read it."
    context = {
        "title": "Remove a post",
        "text": f"Its place in the thread stays, with the reason, which everybody in the cohort reads. {kept}",
        "button": "Remove",
        "back": _place_of(found),
        "form": form,
    }
    return render(request, "cohorts/ask.html", context, status=status_of(form))


@login_required
@require_POST
def pin(request: HttpRequest, code: str) -> HttpResponse:
    """Put a thread on top of its week, or take it down."""
    person, now = signed_in(request), timezone.now()
    found, _ = access_post(person, code, now=now)
    pin_thread(actor=person, thread=found, is_pinned="pin" in request.POST, now=now)
    return redirect("cohorts:thread", code)


@login_required
@require_POST
def read_all(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """Everything in this week counts as read."""
    person, now = signed_in(request), timezone.now()
    session, _ = see_session(person, code, week, now=now)
    rows = threads_of(session.cohort, week, person)
    mark_read(actor=person, threads=[row.post for row in rows], now=now)
    return redirect("cohorts:discussion", code, week)


def _place_of(post: Post) -> str:
    return f"/cohorts/discussion/{(post.thread or post).code}/#{post.code}"


def _said(post: Post) -> str:
    told = [row.person.name for row in post.mentions.select_related("person").order_by("id")]
    return f"Posted. Told by mail: {', '.join(told)}." if told else "Posted."
