"""Files from strangers: refused as a whole where unsafe, and nothing but Refusal ever comes out."""

import io
import stat
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.qti.api import read_item, read_package
from tests.qti.samples import single
from tests.qti.strategies import refused_code

MANIFEST = (
    b'<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="m"><organizations/><resources>'
    b'<resource identifier="r" type="imsqti_item_xmlv3p0" href="items/water.xml"><file href="items/water.xml"/></resource>'
    b"</resources></manifest>"
)


def packed(*files: tuple[str | zipfile.ZipInfo, bytes], manifest: bytes = MANIFEST) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("imsmanifest.xml", manifest)
        for name, content in files:
            package.writestr(name, content)
    return target.getvalue()


GOOD = packed(("items/water.xml", single()))


@pytest.mark.parametrize(
    "prefix",
    [
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    ],
)
def test_document_types_and_entities_are_refused(prefix: bytes) -> None:
    assert refused_code(read_item, prefix + single().partition(b"?>")[2]) == "xml_unsafe"


def test_size_depth_and_form_are_bounded() -> None:
    assert refused_code(read_item, b"<a>" + b" " * 1_000_000 + b"</a>") == "xml_too_large"
    assert refused_code(read_item, b"<a>" + b"<b/>" * 20_000 + b"</a>") == "xml_too_large"
    assert refused_code(read_item, b"<a>" * 5_000 + b"</a>" * 5_000) == "xml_too_large"
    for broken in (b"", b"<a>", b"\xff\xfe", b"<a>&nbsp;</a>", b'<?xml version="1.0" encoding="nonsense"?><a/>'):
        assert refused_code(read_item, broken) == "xml_malformed"


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "/etc/evil.xml", "items/../../evil.xml", "C:/evil.xml", "items\\..\\evil.xml", "a//b", "./x"],
)
def test_paths_that_leave_the_package_are_refused(name: str) -> None:
    assert refused_code(read_package, packed((name, b"x"))) == "unsafe_path"


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("items/water.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert refused_code(read_package, packed((link, b"/etc/passwd"))) == "unsafe_path"


def test_bombs_are_refused_before_they_unfold() -> None:
    many = packed(*((f"f{n}", b"") for n in range(2_001)))
    assert refused_code(read_package, many) == "package_too_large"
    wide = packed(*((f"f{n}", bytes(10_000_000)) for n in range(6)))
    assert len(wide) < 100_000 and refused_code(read_package, wide) == "package_too_large"
    read = read_package(packed(("items/water.xml", bytes(2_000_000))))
    assert read.items == () and [loss.construct for loss in read.losses if loss.fatal] == ["xml_too_large"]


def test_a_package_without_a_usable_manifest_is_refused() -> None:
    assert refused_code(read_package, b"no zip") == "bad_package"
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert refused_code(read_package, empty.getvalue()) == "no_manifest"
    assert refused_code(read_package, packed(manifest=b"<manifest/>")) == "no_manifest"
    assert refused_code(read_package, packed(manifest=b"<!DOCTYPE x><manifest/>")) == "xml_unsafe"


def test_one_bad_item_is_named_and_the_others_are_read() -> None:
    listed = 'type="imsqti_item_xmlv3p0" href="items/bad.xml"'
    resource = f'<resource identifier="bad" {listed}><file href="items/bad.xml"/></resource>'
    gone = resource.replace("bad", "gone")
    test = '<resource identifier="t" type="imsqti_test_xmlv3p0" href="t.xml"><file href="t.xml"/></resource>'
    manifest = MANIFEST.replace(b"</resources>", f"{resource}{gone}{test}</resources>".encode())
    data = packed(
        ("items/water.xml", single()),
        ("items/bad.xml", b"<oops"),
        ("t.xml", b"<t/>"),
        ("x.css", b""),
        manifest=manifest,
    )
    read = read_package(data)
    assert [item.identifier for item in read.items] == ["water"]
    named = {(loss.where, loss.construct) for loss in read.losses}
    assert named == {
        ("items/bad.xml", "xml_malformed"),
        ("imsmanifest.xml", "resource gone"),
        ("imsmanifest.xml", "resource t"),
        ("imsmanifest.xml", "file t.xml"),
        ("imsmanifest.xml", "file x.css"),
        ("water", "em"),
    }


@given(changes=st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_damaged_packages_raise_nothing_but_refusals(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(GOOD)
    for at, value in changes:
        damaged[at] = value
    try:
        read = read_package(bytes(damaged))
    except Refusal:
        return
    assert len(read.items) <= 1


@given(changes=st.lists(st.tuples(st.integers(0, len(single()) - 1), st.integers(32, 126)), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_damaged_items_are_read_named_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(single())
    for at, value in changes:
        damaged[at] = value
    try:
        read = read_item(bytes(damaged))
    except Refusal:
        return
    assert (read.item is None) == any(loss.fatal for loss in read.losses)
