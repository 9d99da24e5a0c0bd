"""Scene: the items are reviewed by simulated experts, a form is drawn, judges set its standard.

The shipped items stay drafts for the real world: these approvals live in the demonstration's database only.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from practicum.admissions.api import load_diagnostic
from practicum.curriculum.api import ProgrammeVersion, load_pack_into
from practicum.itembank.api import (
    Item,
    TestForm,
    access_items,
    assemble_test_form,
    load_items,
    make_operational,
    newest_version,
    places_of,
    publish_test_form,
    review_item,
    submit_for_review,
)
from practicum.labs.api import load_labs
from practicum.pack.api import load_pack
from practicum.people import api as people
from practicum.results.api import adopt_cut_score, compute_cut_score, open_second_round, record_judgements
from practicum.site.demo.play import Play, Tick
from practicum.site.demo.staff import Staff

SHIPPED = Path(__file__).resolve().parents[2] / "programmes/finops-certified-professional"
# How likely a just qualified candidate answers right, by cognitive level: where the simulated judges start from.
_EXPECTED = {"understand": 0.76, "apply": 0.64, "analyse": 0.53}
_LEFT_IN_REVIEW = 4
_LEFT_AS_DRAFT = 4


def prepare_exam(play: Play, tick: Tick) -> TestForm:
    """All that must have happened before somebody can sit an exam."""
    _review_items(play, tick)
    return _set_standard(play, tick)


def _review_items(play: Play, tick: Tick) -> None:
    """Two approvals each by people other than the writer. A few stay behind, as in a living bank."""
    writer, psychometrician = play.staff.one(people.ITEM_WRITER), play.staff.one(people.PSYCHOMETRICIAN)
    reviewers = play.staff.all(people.ITEM_REVIEWER)
    items = list(access_items(psychometrician))
    manage = [item for item in items if item.area == "manage"]
    drafts, waiting = set(manage[:_LEFT_AS_DRAFT]), set(manage[_LEFT_AS_DRAFT : _LEFT_AS_DRAFT + _LEFT_IN_REVIEW])
    for place, item in enumerate(items):
        if item not in drafts:
            _review(item, writer, reviewers[place % 3 :] + reviewers, psychometrician, play, done=item not in waiting)
        tick()


def _review(
    item: Item, writer: people.Person, reviewers: list[people.Person], chief: people.Person, play: Play, *, done: bool
) -> None:
    submit_for_review(actor=writer, item=item, now=play.ago(235))
    version = newest_version(item)
    for reviewer in list(dict.fromkeys(reviewers))[: 2 if done else 1]:
        review_item(actor=reviewer, item_version=version, verdict="approve", comment="", now=play.ago(228))
    if done:
        make_operational(actor=chief, item=item, now=play.ago(225))


def _set_standard(play: Play, tick: Tick) -> TestForm:
    """A form to the blueprint, seven judges in two rounds, a cut score, adopted by somebody else."""
    psychometrician = play.staff.one(people.PSYCHOMETRICIAN)
    form = assemble_test_form(actor=psychometrician, version=play.version, seed=play.seed, now=play.ago(220))
    form = publish_test_form(actor=psychometrician, form=form, now=play.ago(218))
    places = list(places_of(form))
    leanings = [play.chance.gauss(0, 0.04) for _ in play.staff.all(people.JUDGE)]
    for number, spread in ((1, 0.12), (2, 0.06)):
        if number == 2:
            open_second_round(actor=psychometrician, form=form, now=play.ago(213))
        for judge, leaning in zip(play.staff.all(people.JUDGE), leanings, strict=True):
            probabilities = {}
            for place in places:
                guess = _EXPECTED[place.version.item.level] + leaning / number + play.chance.gauss(0, spread)
                probabilities[place.version_id] = Decimal(f"{min(max(guess, 0.2), 0.97):.2f}")
            at = play.ago(216 - 2 * number)
            record_judgements(actor=judge, form=form, round=number, probabilities=probabilities, now=at)
    tick()
    cut = compute_cut_score(actor=psychometrician, form=form, now=play.ago(210))
    adopt_cut_score(
        actor=play.staff.one(people.PROGRAMME_MANAGER),
        cut=cut,
        reason="Seven judges, two rounds, and a spread between them that the committee accepts.",
        now=play.ago(209),
    )
    return form


def load_programme(staff: Staff, *, now: datetime) -> ProgrammeVersion:
    """The shipped pack as the current version, its items in the bank and its labs in the lab room."""
    pack = load_pack(SHIPPED)
    version = load_pack_into(SHIPPED, actor=staff.system, now=now)
    load_items(version, pack.items, actor=staff.one(people.ITEM_WRITER), now=now + timedelta(hours=1))
    load_diagnostic(version, pack.diagnostic, actor=staff.one(people.PROGRAMME_MANAGER), now=now + timedelta(hours=1))
    load_labs(version, pack.labs, actor=staff.one(people.PROGRAMME_MANAGER), now=now + timedelta(hours=1))
    return version
