import hashlib
import os
import shutil
import subprocess

import pytest

from practicum.pack.api import PackInvalid, check_pack, load_pack
from practicum.pack.files import MAX_FILE_BYTES
from tests.pack.builder import as_files, changed, small_pack, write_pack


@pytest.fixture
def root(tmp_path):
    return write_pack(tmp_path / "pack", small_pack())


def only(root):
    report = check_pack(root)
    assert len(report.problems) == 1, report.problems
    return report.problems[0]


def test_the_small_pack_is_clean(root):
    assert check_pack(root).problems == ()


def test_a_link_is_refused_even_when_it_leads_inside(root):
    target = root / "labs" / "bill.yaml"
    (root / "labs" / "copy.yaml").symlink_to(target)
    problem = only(root)
    assert problem.file == "labs/copy.yaml"
    assert "link" in problem.message


def test_a_linked_folder_is_not_entered(root, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.yaml").write_text("secret: 1\n")
    (root / "extra").symlink_to(tmp_path / "outside")
    assert only(root).file == "extra"


def test_a_link_in_place_of_a_needed_file_is_one_problem(root):
    shutil.move(root / "capstone.yaml", root.parent / "capstone.yaml")
    (root / "capstone.yaml").symlink_to(root.parent / "capstone.yaml")
    assert only(root).file == "capstone.yaml"


def test_a_pipe_is_no_file_and_does_not_hang(root):
    os.mkfifo(root / "README.md")
    assert only(root).message == "This is no ordinary file."


def test_a_file_over_the_limit_is_refused(root):
    (root / "README.md").write_bytes(b"x" * MAX_FILE_BYTES)
    assert check_pack(root).problems == ()
    (root / "README.md").write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    assert "larger than 1,024 KB" in only(root).message


def test_deep_folders_are_refused(root):
    (root / "a/b/c/d/e").mkdir(parents=True)
    (root / "a/b/c/d/e/f.txt").write_text("x")
    assert only(root).file == "a/b/c/d"


def test_a_file_that_is_no_text_is_refused_on_its_line(root):
    (root / "capstone.yaml").write_bytes(b"key: capstone\ntitle: \xff\xfe\n")
    problem = only(root)
    assert (problem.file, problem.line) == ("capstone.yaml", 2)
    assert "UTF-8" in problem.message


def test_no_folder_at_all(tmp_path):
    with pytest.raises(PackInvalid) as caught:
        load_pack(tmp_path / "nowhere")
    assert "no folder 'nowhere'" in str(caught.value.problems[0])


def test_unknown_files_are_warned_of_and_hidden_ones_ignored(root):
    clean = check_pack(root)
    (root / ".DS_Store").write_bytes(b"\x00")
    assert check_pack(root) == clean
    (root / "wekks").mkdir()
    (root / "wekks" / "week-3.yaml").write_text("x: 1\n")
    report = check_pack(root)
    assert report.problems == ()
    assert [warning.file for warning in report.warnings if warning not in clean.warnings] == ["wekks/week-3.yaml"]


def test_the_digest_names_the_content(root):
    digest = check_pack(root).digest
    assert digest == as_files(small_pack()).digest
    other = changed(small_pack(), "programme.yaml", ("name",), "Other")
    assert as_files(other).digest != digest
    (root / "learning" / "seeing.md").rename(root / "learning" / "seen.md")
    assert check_pack(root).digest != digest


def test_the_digest_can_be_computed_with_a_program_of_the_system(root):
    program = ["sha256sum"] if shutil.which("sha256sum") else ["shasum", "-a", "256"]  # Linux, macOS
    paths = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
    printed = subprocess.run([*program, *paths], cwd=root, check=True, capture_output=True).stdout
    assert hashlib.sha256(printed).hexdigest() == check_pack(root).digest
