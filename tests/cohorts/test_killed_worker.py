"""kill -9 of the worker during a search: nothing is lost but seconds, nothing happens twice."""

import signal

import pytest
from django.db import connection
from django.utils import timezone

from practicum.cohorts.api import Proposal, stop_search
from practicum.cohorts.tasks import solve_stored_proposal
from practicum.kernel.ids import new_code
from practicum.ledger.api import records_about
from practicum.matching.api import Instance, Result, check, make_instance, make_staffed_instance
from tests.factories.cohorts import make_manager
from tests.factories.curriculum import make_programme
from tests.factories.people import sign_in
from tests.worker import after_a_crash, until, worker

SECONDS = 240.0  # the first search here never reaches its bound and would go on for that long: the test ends it


@pytest.mark.django_db(transaction=True)
def test_a_killed_search_goes_on_from_its_best_and_is_stopped_within_moments() -> None:
    now, manager = timezone.now(), make_manager(timezone.now())
    proposal = Proposal.objects.create(
        code=new_code("PRO"),
        programme_version=make_programme(now),
        instance=make_instance(applicants=100, seed=1, mentors=25).to_json(),
        seed=1,
        seconds=SECONDS,
        starts_on=now.date(),
        proposed_at=now,
        proposed_by=manager,
    )
    solve_stored_proposal.defer(proposal_id=proposal.pk)
    rows = Proposal.objects.filter(pk=proposal.pk)
    with worker() as first:
        until(lambda: bool(rows.get().best))
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=10)
    killed = rows.get()
    best = sum(len(one["members"]) for one in killed.best)
    assert (killed.state, best > 0, killed.progress["placed"]) == ("solving", True, best)
    after_a_crash()
    rows.update(progress={})
    with worker():
        until(lambda: bool(rows.get().progress))
        client = sign_in(manager)
        page = f"/cohorts/proposals/{proposal.code}/"
        assert client.get(f"{page}progress/").json()["stopping"] is False
        for _ in range(2):
            assert client.post(f"{page}stop/").status_code == 302
        until(lambda: rows.get().state == "proposed", seconds=SECONDS / 4)  # a second or two on an idle machine
        assert client.post(f"{page}stop/").status_code == 302
        until(lambda: not jobs_left(), seconds=30)  # also the job that settles what a dead worker leaves
    done = rows.get()
    result = Result.from_json(done.result)
    assert result.placed >= best
    assert check(Instance.from_json(done.instance), result) == ()
    kinds = [one.kind for one in records_about(proposal.code)]
    assert kinds == ["cohorts.search_stopped", "cohorts.proposed"]


@pytest.mark.django_db(transaction=True)
def test_a_stop_that_no_worker_hears_is_settled_by_the_next_one() -> None:
    now, manager = timezone.now(), make_manager(timezone.now())
    instance = make_staffed_instance(applicants=60, seed=1)
    proposal = Proposal.objects.create(
        code=new_code("PRO"),
        programme_version=make_programme(now),
        instance=instance.to_json(),
        seed=1,
        seconds=SECONDS,
        starts_on=now.date(),
        proposed_at=now,
        proposed_by=manager,
    )
    stop_search(actor=manager, proposal=proposal, now=now)  # its own worker is gone, and its job with it
    rows = Proposal.objects.filter(pk=proposal.pk)
    with worker():
        until(lambda: rows.get().state == "proposed")
    assert check(instance, Result.from_json(rows.get().result)) == ()


def jobs_left() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from procrastinate_jobs where task_name = %s and status in ('todo', 'doing')",
            [solve_stored_proposal.name],
        )
        return bool(cursor.fetchone()[0])
