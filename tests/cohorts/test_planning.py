"""A search and a proposal in the manager's hands: stopped, changed by hand, asked what if, another plan adopted."""

from datetime import timedelta

import pytest
from django.test import Client

from practicum.cohorts.answering import answer_alternative
from practicum.cohorts.api import (
    Alternative,
    Proposal,
    adopt_alternative,
    ask_what_if,
    broken_by_proposed_move,
    confirm_proposal,
    discard_proposal,
    mentor_for_proposed_move,
    move_proposed_seat,
    propose_cohorts,
    request_proposal,
    stop_search,
)
from practicum.cohorts.queries.alternatives import changes_of, pins_of, read_alternative, search_progress
from practicum.cohorts.solving import solve_proposal
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.matching.api import Instance, Progress, Result, check
from practicum.people.api import FACILITATOR
from tests.factories.cohorts import EVENING, make_facilitator, make_manager, make_mentor, make_staff, make_waiting
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db


def requested(size: int = 10) -> Proposal:
    make_waiting(size)
    make_staff(size)
    return request_proposal(actor=make_manager(), seed=1, seconds=5, now=NOON)


def two_cohorts(mentors: int = 8) -> Proposal:
    """24 people in two cohorts: a third facilitator, and mentors to spare unless there are five (14 people and 10)."""
    make_waiting(24)
    for _ in range(3):
        make_facilitator(hours=(*EVENING, 63, 64))
    for _ in range(mentors):
        make_mentor(hours=(*EVENING, 63, 64))
    return propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON)


def ask(proposal: Proposal, **change: object) -> Alternative:
    asked = ask_what_if(actor=make_manager(), proposal=proposal, change=change, reason="Siblings.", now=NOON)
    return answer_alternative(alternative_id=asked.pk)


def test_a_search_is_stopped_once_and_keeps_its_best() -> None:
    proposal = requested()
    seen: list[Progress] = []

    def stop_it(progress: Progress) -> None:
        seen.append(progress)
        stop_search(actor=make_manager(), proposal=proposal, now=NOON)

    solved = solve_proposal(proposal_id=proposal.pk, now=NOON, on_progress=stop_it)
    assert seen[-1].plan
    assert (solved.state, solved.best, solved.progress) == ("proposed", [], {})
    assert check(Instance.from_json(solved.instance), Result.from_json(solved.result)) == ()
    again = stop_search(actor=make_manager(), proposal=solved, now=NOON + timedelta(hours=1))
    assert again.stop_asked_at == NOON
    kinds = [one.kind for one in records_about(proposal.code)]
    assert kinds == ["cohorts.search_stopped", "cohorts.proposed"]
    assert changes_of(solved)[0].words.startswith("The search was stopped")
    with pytest.raises(NotPermitted):
        stop_search(actor=make_person(role=FACILITATOR), proposal=solved, now=NOON)


def test_the_best_of_a_killed_search_is_where_the_next_one_begins() -> None:
    proposal = requested(12)
    plan: list[Progress] = []
    with pytest.raises(KeyboardInterrupt):
        solve_proposal(proposal_id=proposal.pk, now=NOON, on_progress=lambda told: kill_when_found(plan, told))
    proposal.refresh_from_db()
    proposal.best = [one.to_json() for one in plan[-1].plan]
    proposal.stop_asked_at = NOON
    proposal.save()
    assert search_progress(proposal)["stopping"]
    solved = solve_proposal(proposal_id=proposal.pk, now=NOON)
    result = Result.from_json(solved.result)
    assert result.placed == 12
    # the plan is its own, not one that people know
    assert not any("published plan" in line for one in result.cohorts for line in one.why)


def kill_when_found(plan: list[Progress], told: Progress) -> None:
    if told.placed == 12:
        plan.append(told)
        raise KeyboardInterrupt


def test_moves_by_hand_are_checked_and_go_on_the_record() -> None:
    proposal = two_cohorts(mentors=5)
    sizes = [len(plan.members) for plan in Result.from_json(proposal.result).cohorts]
    large, other = (0, 1) if sizes[0] > 10 else (1, 0)
    assert sizes[other] == 10
    one = Result.from_json(proposal.result).cohorts[large].members[0]
    assert broken_by_proposed_move(proposal, application=one, cohort=other + 1) == [
        "11 members need more than 2 mentors."
    ]
    assert mentor_for_proposed_move(proposal, application=one, cohort=large + 1) == ""
    assert mentor_for_proposed_move(proposal, application=one, cohort=0) == ""
    off = move_proposed_seat(
        actor=make_manager(), proposal=proposal, application=one, cohort=0, reason="Next year.", now=NOON
    )
    back = move_proposed_seat(
        actor=make_manager(), proposal=off, application=one, cohort=large + 1, reason="Asked for it.", now=NOON
    )
    after = Result.from_json(back.result)
    assert (one in after.cohorts[large].members, after.unplaced) == (True, ())
    assert check(Instance.from_json(back.instance), after) == ()
    name = proposal.names[one]
    assert [(change.words, change.reason) for change in changes_of(back)] == [
        (f"{name} was moved from cohort {large + 1} to no seat.", "Next year."),
        (f"{name} was moved from no seat to cohort {large + 1}.", "Asked for it."),
    ]
    off = move_proposed_seat(
        actor=make_manager(), proposal=back, application=one, cohort=0, reason="Next year.", now=NOON
    )
    (row,) = Result.from_json(off.result).unplaced
    assert row.id == one
    assert "Next year." in row.reason
    for application, cohort, reason, code in (
        (one, 0, "x", "same_cohort"),
        (one, 1, " ", "reason_missing"),
        (one, 9, "x", "unknown"),
        ("APP-0000000000", 1, "x", "unknown"),
    ):
        with pytest.raises(Refusal) as caught:
            move_proposed_seat(
                actor=make_manager(), proposal=off, application=application, cohort=cohort, reason=reason, now=NOON
            )
        assert caught.value.code == code
    small = Result.from_json(off.result).cohorts
    least = min(range(len(small)), key=lambda n: len(small[n].members))
    for member in small[least].members[: len(small[least].members) - 10]:
        move_proposed_seat(actor=make_manager(), proposal=off, application=member, cohort=0, reason="Waits.", now=NOON)
        off.refresh_from_db()
    member = Result.from_json(off.result).cohorts[least].members[0]
    broken = broken_by_proposed_move(off, application=member, cohort=0)
    assert broken == ["9 members, 10 to 20 are allowed."]
    with pytest.raises(Refusal) as caught:
        move_proposed_seat(actor=make_manager(), proposal=off, application=member, cohort=0, reason="x", now=NOON)
    assert caught.value.message == broken[0]
    off.refresh_from_db()
    assert confirm_proposal(actor=make_manager(), proposal=off, starts_on=off.starts_on, now=NOON)


def test_what_if_changes_nothing_until_it_is_adopted() -> None:
    proposal = two_cohorts()
    before = proposal.result
    instance, result = Instance.from_json(proposal.instance), Result.from_json(before)
    gone = result.cohorts[0].facilitator
    dropped = ask(proposal, kind="drop", staff=gone)
    assert dropped.state == "answered"
    assert dropped.words[0] == "24 people have a seat, as many as before."
    assert all(one.facilitator != gone for one in Result.from_json(dropped.result).cohorts)
    added = ask(proposal, kind="add", hours=[39, 40, 41], language="en")
    minimum = ask(proposal, kind="minimum", size=13)
    assert len(Result.from_json(minimum.result).cohorts) == 1
    hour = ask(proposal, kind="hour", cohort=1, hour=100)
    assert hour.state == "impossible"
    assert "There is no hour to hold it on Fri 04:00 UTC" in hour.words[0]
    pair = (result.cohorts[0].members[0], result.cohorts[1].members[0])
    together = ask(proposal, kind="together", first=pair[0], second=pair[1])
    proposal.refresh_from_db()
    assert proposal.result == before
    seen = read_alternative(minimum)
    assert (seen.question, seen.before.placed, seen.is_stale) == ("What if a cohort needed 13 people?", 24, False)
    with pytest.raises(Refusal) as caught:
        adopt_alternative(actor=make_manager(), alternative=added, reason="x", now=NOON)
    assert caught.value.code == "only_supposed"
    adopted = adopt_alternative(actor=make_manager(), alternative=together, reason="They are siblings.", now=NOON)
    assert any(set(pair) <= set(one.members) for one in Result.from_json(adopted.result).cohorts)
    assert (pair[0], pair[1]) in Instance.from_json(adopted.instance).together
    assert len(pins_of(adopted)) == 1
    record = records_about(together.code).get()
    assert (record.kind, record.data["placed"]) == ("cohorts.alternative_adopted", 24)
    # a move against the pin is refused, and an older answer is stale
    assert broken_by_proposed_move(adopted, application=pair[0], cohort=0)
    with pytest.raises(Refusal) as caught:
        adopt_alternative(actor=make_manager(), alternative=dropped, reason="x", now=NOON)
    assert caught.value.code == "plan_changed"
    with pytest.raises(InvalidState):
        adopt_alternative(actor=make_manager(), alternative=together, reason="x", now=NOON)
    assert instance.size == (10, 20)
    assert confirm_proposal(actor=make_manager(), proposal=adopted, starts_on=adopted.starts_on, now=NOON)


def test_what_cannot_be_asked() -> None:
    proposal = propose_ten()
    one = Instance.from_json(proposal.instance).applicants[0].id
    for change, field in (
        ({"kind": "drop", "staff": "PER-0000000000"}, "staff"),
        ({"kind": "minimum", "size": 3}, "size"),
        ({"kind": "hour", "cohort": 7, "hour": 40}, "cohort"),
        ({"kind": "apart", "first": one, "second": one}, "second"),
        ({"kind": "nonsense"}, "kind"),
    ):
        with pytest.raises(Refusal) as caught:
            ask_what_if(actor=make_manager(), proposal=proposal, change=change, now=NOON)
        assert caught.value.field == field
    assert not Alternative.objects.exists()
    discard_proposal(actor=make_manager(), proposal=proposal, reason="x", now=NOON)
    with pytest.raises(InvalidState):
        ask_what_if(actor=make_manager(), proposal=proposal, change={"kind": "minimum", "size": 12}, now=NOON)


def propose_ten() -> Proposal:
    make_waiting(11)
    make_staff(15)
    return propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON)


def page_of(client: Client, proposal: Proposal, rest: str = "") -> str:
    return f"/cohorts/proposals/{proposal.code}/{rest}"


def test_pages_of_a_proposal() -> None:
    proposal = propose_ten()
    client, other = sign_in(make_manager()), sign_in(make_person(role=FACILITATOR))
    for rest in ("", "move/", "what-if/", "progress/"):
        assert client.get(page_of(client, proposal, rest)).status_code == 200
        assert other.get(page_of(client, proposal, rest)).status_code == 403
        assert Client().get(page_of(client, proposal, rest)).status_code == 302
    page = client.get(page_of(client, proposal)).content.decode()
    assert "Members of each cohort; 10 are the least, 20 the most" in page
    assert "Second hour:" in page
    assert client.get(page_of(client, proposal, "progress/")).json()["done"] is True
    one = Result.from_json(proposal.result).cohorts[0].members[0]
    fields = {"application": one, "cohort": "0", "reason": "Next year."}
    checked = client.post(page_of(client, proposal, "move/"), {**fields, "check": "yes"})
    assert (checked.status_code, "No rule would be broken" in checked.content.decode()) == (200, True)
    assert client.post(page_of(client, proposal, "move/"), {**fields, "reason": ""}).status_code == 422
    assert client.post(page_of(client, proposal, "move/"), {**fields, "cohort": "99"}).status_code == 422
    assert client.post(page_of(client, proposal, "move/"), {**fields, "application": "\x00"}).status_code == 422
    assert client.post(page_of(client, proposal, "move/"), fields).status_code == 302
    small = client.post(page_of(client, proposal, "move/"), {**fields, "application": one_of(proposal, one)})
    assert small.status_code == 422
    assert "9 members, 10 to 20 are allowed." in small.content.decode()


def one_of(proposal: Proposal, other: str) -> str:
    return next(one for one in Result.from_json(proposal.result).cohorts[0].members if one != other)


def test_pages_of_a_question() -> None:
    proposal = propose_ten()
    client = sign_in(make_manager())
    url = page_of(client, proposal, "what-if/")
    assert client.post(url, {"ask": "nonsense"}).status_code == 409
    for fields in (
        {"ask": "minimum", "minimum-size": "-4"},
        {"ask": "minimum", "minimum-size": "9"},
        {"ask": "add", "add-hours": "whenever", "add-language": "en"},
        {"ask": "hour", "hour-cohort": "1", "hour-hour": "9999"},
        {"ask": "pair", "pair-first": "x", "pair-second": "y", "pair-way": "apart", "pair-reason": "z"},
    ):
        assert client.post(url, fields).status_code == 422, fields
    sent = client.post(url, {"ask": "minimum", "minimum-size": "11"})
    assert sent.status_code == 302
    asked = Alternative.objects.get()
    page = client.get(sent["Location"])
    assert "A plan is looked for" in page.content.decode()
    assert client.get(f"{sent['Location']}progress/").json() == {"done": False}
    answer_alternative(alternative_id=asked.pk)
    assert "11 people have a seat, as many as before." in client.get(sent["Location"]).content.decode()
    assert client.post(sent["Location"], {"reason": ""}).status_code == 422
    assert client.post(sent["Location"], {"reason": "Fuller groups."})["Location"] == page_of(client, proposal)
    assert "Another plan was adopted" in client.get(page_of(client, proposal)).content.decode()
    assert sign_in(make_person(role=FACILITATOR)).get(sent["Location"]).status_code == 403
    assert client.get("/cohorts/alternatives/ALT-0000000000/").status_code == 404
