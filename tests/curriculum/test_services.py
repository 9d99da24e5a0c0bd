"""Loading a pack."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from practicum.curriculum.api import (
    ProgrammeVersion,
    current_version,
    get_version,
    learning_page,
    learning_pages,
    load_pack_into,
    programme_of,
)
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.ledger.api import Record
from practicum.pack.api import PackInvalid
from practicum.people.api import ADMISSIONS_OFFICER, OPERATOR
from tests.factories.curriculum import SHIPPED, make_programme, shipped_pack
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_pack(tmp_path: Path) -> Path:
    """The shipped pack with another version in its first page."""
    folder = tmp_path / "pack"
    shutil.copytree(SHIPPED, folder)
    page = folder / "programme.yaml"
    page.write_text(page.read_text().replace('version: "2026.1"', 'version: "2026.2"'))
    return folder


def kinds() -> list[str]:
    return list(Record.objects.filter(kind__startswith="curriculum.").values_list("kind", flat=True))


def test_a_loaded_pack_is_current_and_reads_back_whole() -> None:
    version = load_pack_into(SHIPPED, actor=make_person(role=OPERATOR), now=NOON)
    assert current_version() == version
    assert programme_of(get_version(version.digest)) == shipped_pack().programme
    assert list(learning_pages(version)) == list(shipped_pack().programme.framework.capability_keys)
    assert learning_page(version, "allocation") == shipped_pack().learning["allocation"]
    assert kinds() == ["curriculum.programme_loaded", "curriculum.programme_made_current"]


def test_what_is_secret_is_not_stored() -> None:
    version = make_programme()
    stored = version.content + str(version.learning)
    for item in shipped_pack().items:
        assert item.rationale not in stored
        assert item.stem not in stored
    for lab in shipped_pack().labs:
        assert lab.case not in stored


def test_the_same_files_again_change_nothing() -> None:
    first = make_programme()
    assert make_programme(NOON + timedelta(days=1)) == first
    assert ProgrammeVersion.objects.count() == 1
    assert len(kinds()) == 2


def test_a_new_version_takes_over_and_the_old_one_stays(changed_pack: Path) -> None:
    old = make_programme()
    new = load_pack_into(changed_pack, actor=make_person(role=OPERATOR), now=NOON)
    assert current_version() == new
    assert programme_of(new).version == "2026.2"
    assert programme_of(get_version(old.digest)).version == "2026.1"
    make_programme()
    assert current_version() == old
    assert kinds()[-1] == "curriculum.programme_made_current"


def test_a_broken_pack_is_refused_and_nothing_changes(changed_pack: Path) -> None:
    current = make_programme()
    (changed_pack / "policies.yaml").write_text("cohort: {min: 30, max: 20}\n")
    with pytest.raises(PackInvalid):
        load_pack_into(changed_pack, actor=make_person(role=OPERATOR), now=NOON)
    assert current_version() == current
    assert ProgrammeVersion.objects.count() == 1


def test_a_lab_whose_analysis_nobody_knows_is_refused(changed_pack: Path) -> None:
    named, lab = next(
        (task.solution.analysis, changed_pack / "labs" / f"{one.key}.yaml")
        for one in shipped_pack().labs
        for task in one.tasks
        if task.solution.analysis
    )
    lab.write_text(lab.read_text().replace(f"analysis: {named}", "analysis: guess_it"))
    with pytest.raises(PackInvalid) as refused:
        load_pack_into(changed_pack, actor=make_person(role=OPERATOR), now=NOON)
    assert "guess_it" in str(refused.value.problems)
    assert not ProgrammeVersion.objects.exists()


def test_only_operators_and_programme_managers_load() -> None:
    with pytest.raises(NotPermitted):
        load_pack_into(SHIPPED, actor=make_person(role=ADMISSIONS_OFFICER), now=NOON)
    assert not ProgrammeVersion.objects.exists()


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        current_version()
    with pytest.raises(NotFound):
        get_version("0" * 64)
    with pytest.raises(NotFound):
        learning_page(make_programme(), "cooking")
