"""Places offered to more people than a request has time for: asked for by an officer, done by a worker, nothing twice."""

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from practicum.admissions.api import (
    Application,
    access_offer_round,
    carry_out_offers,
    import_applicants,
    open_offer_rounds,
    read_offer_round,
    request_offers,
    withdraw_application,
    write_table,
)
from practicum.admissions.rules import IN_A_REQUEST
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record, verify_ledger
from practicum.notices.api import Notice
from practicum.people.api import ADMISSIONS_OFFICER, AUDITOR
from practicum.site.demo.sample import sample_rows
from tests.factories.admissions import make_decided_application
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.people import make_person, sign_in, system

pytestmark = pytest.mark.django_db
WHY = "The panel of the partner read them."
LETTER = "We offer you a place"


def take_in(number: int) -> tuple[str, ...]:
    now = timezone.now()
    make_programme(now)
    rows = sample_rows(shipped_pack().programme, number=number, seed=1)
    return import_applicants(
        write_table(rows, file_format="xlsx"), actor=system(now), now=now, dry_run=False
    ).applications


def test_a_round_goes_on_where_it_was_broken_off_and_names_who_was_left_out() -> None:
    now, codes = timezone.now(), take_in(4)
    officer = make_person(role=ADMISSIONS_OFFICER, now=now)
    waiting = make_decided_application("waitlisted", now=now)
    given = {"actor": officer, "codes": [*codes, waiting.code], "reason": "All met.", "deviation": WHY, "now": now}
    with pytest.raises(NotPermitted):
        request_offers(**{**given, "actor": make_person(role=AUDITOR, now=now)})
    for wrong, field in (({"reason": " "}, "reason"), ({"codes": []}, "codes"), ({"codes": ["APP-0"]}, "codes")):
        with pytest.raises(Refusal) as caught:
            request_offers(**{**given, **wrong})
        assert caught.value.field == field
    asked = request_offers(**given)
    (job,) = ProcrastinateJob.objects.filter(task_name="site.offer_places")
    assert job.args == {"round_id": asked.pk}
    report = read_offer_round(asked)
    assert (report.total, report.done, report.offered, report.share) == (5, 1, 0, 20)
    assert [one for one, _ in report.left_out] == [waiting]

    # the first worker was killed after one offer; meanwhile somebody withdrew
    done, gone = (Application.objects.get(code=code) for code in codes[:2])
    asked.codes, rest = [done.code], asked.codes
    asked.save(update_fields=["codes"])
    carry_out_offers(round_id=asked.pk, now=now)
    type(asked).objects.filter(pk=asked.pk).update(codes=rest, ended_at=None)
    withdraw_application(actor=gone.person, application=gone, now=now)
    for _ in range(2):
        asked = carry_out_offers(round_id=asked.pk, now=now)
    report = read_offer_round(asked)
    assert (report.done, report.offered, report.share, asked.ended_at) == (5, 3, 100, now)
    assert {one.code for one, _ in report.left_out} == {waiting.code, gone.code}
    assert open_offer_rounds(officer) == []
    letters = Notice.objects.filter(subject=LETTER)
    assert sorted(letters.values_list("to_address", flat=True)) == sorted(
        Application.objects.filter(state="offered").values_list("person__email", flat=True)
    )
    assert letters.count() == 3
    (event,) = Record.objects.filter(kind="admissions.offers_asked_for")
    assert (event.data["applications"], event.actor) == (5, officer.code)
    assert verify_ledger().verified


def test_more_than_a_request_has_time_for_is_given_to_a_worker() -> None:
    now = timezone.now()
    codes = take_in(IN_A_REQUEST + 1)
    officer = make_person(role=ADMISSIONS_OFFICER, now=now)
    client = sign_in(officer)
    data = {"codes": codes, "reason": "All met.", "deviation": WHY, "act": "confirm"}
    answer = client.post("/admissions/offers/", data)
    assert answer.status_code == 302
    url = answer["Location"]
    assert not Notice.objects.filter(subject=LETTER).exists()
    page = client.get(url).content.decode()
    assert "Offering places" in page
    assert f"of {len(codes)} applications are done" in page
    assert client.get(f"{url}progress/").json() == {"done": False, "share": 0, "number": 0}
    assert f"is offering {len(codes)} places" in client.get("/admissions/offers/").content.decode()
    assert sign_in(make_person(now=now)).get(url).status_code == 403
    assert client.get("/admissions/offers/OFR-0000000000/").status_code == 404
    (asked,) = open_offer_rounds(officer)
    with pytest.raises(NotFound):
        access_offer_round(officer, "OFR-0")
    carry_out_offers(round_id=asked.pk, now=now)
    assert client.get(f"{url}progress/").json()["done"] is True
    assert f"Places were offered to {len(codes)} people." in client.get(url).content.decode()
