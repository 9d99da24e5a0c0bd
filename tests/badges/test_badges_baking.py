"""Credentials in pictures: what goes in comes out, the picture stays, hostile pictures are refused."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.badges.badge_samples import GOOD, verify

from practicum.badges.api import bake_svg, read_baked_svg
from practicum.kernel.errors import Refusal

PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>Badge</title><circle r="4"/></svg>'
JWT = "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln"
PICTURES = [
    PLAIN,
    f'<?xml version="1.0" encoding="iso-8859-1"?>{PLAIN.replace("Badge", "Zoë")}',
    f"\ufeff{PLAIN}",
    f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg fill="none"> -->\n{PLAIN}\n<!-- end -->',
    '<svg xmlns="http://www.w3.org/2000/svg" desc="a > b" class=\'"\'/>',
    '<s:svg xmlns:s="http://www.w3.org/2000/svg"\n  width="9"><s:rect/></s:svg>',
]


@pytest.mark.parametrize("svg", PICTURES)
def test_a_baked_credential_is_read_and_verifies(svg):
    baked = bake_svg(svg=svg, credential=GOOD)
    assert read_baked_svg(svg=baked) == GOOD
    assert verify(read_baked_svg(svg=baked)).ok
    assert read_baked_svg(svg=bake_svg(svg=svg, credential=JWT)) == JWT


@pytest.mark.parametrize("svg", PICTURES)
def test_the_picture_stays_as_it_was(svg):
    root = ET.fromstring(bake_svg(svg=svg, credential=GOOD))
    assert root[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    root.remove(root[0])
    plain = ET.fromstring(svg.removeprefix("\ufeff"))
    left, right = (ET.canonicalize(ET.tostring(each), rewrite_prefixes=True) for each in (root, plain))
    assert left == right


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")))
def test_any_name_survives(name):
    credential = {"name": f"{name}]]>{name}<&", "proof": {}}
    assert read_baked_svg(svg=bake_svg(svg=PLAIN, credential=credential)) == credential


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "text",
        "<svg/>",
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
        PLAIN[:-1],
        f"<!DOCTYPE svg>{PLAIN}",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        '<svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        " " * 4_000_001,
        "<svg xmlns='http://www.w3.org/2000/svg'>\ud800</svg>",
    ],
)
def test_what_is_no_plain_picture_is_refused(svg):
    for act in (lambda: bake_svg(svg=svg, credential=GOOD), lambda: read_baked_svg(svg=svg)):
        with pytest.raises(Refusal) as refusal:
            act()
        assert refusal.value.code == "svg"


def test_a_second_credential_and_none_are_refused():
    baked = bake_svg(svg=PLAIN, credential=GOOD)
    with pytest.raises(Refusal, match="holds a credential already"):
        bake_svg(svg=baked, credential=GOOD)
    element = baked[baked.index("<openbadges") : baked.index("</openbadges:credential>") + 24]
    with pytest.raises(Refusal, match="more than one"):
        read_baked_svg(svg=baked.replace("<title>", f"{element}<title>"))
    with pytest.raises(Refusal, match="no Open Badges credential"):
        read_baked_svg(svg=PLAIN)


@pytest.mark.parametrize("credential", [{"name": "no proof"}, "not.a jwt.x", "a.b", '"><script/>.a.b'])
def test_only_signed_credentials_are_baked(credential):
    with pytest.raises(Refusal) as refusal:
        bake_svg(svg=PLAIN, credential=credential)
    assert refusal.value.code == "not_signed"


@pytest.mark.parametrize("body", ["", "[]", "{", '{"a":1,"a":2}'])
def test_a_picture_with_broken_json_is_refused(body):
    svg = PLAIN.replace(
        "<title>", f'<c:credential xmlns:c="https://purl.imsglobal.org/ob/v3p0">{body}</c:credential><title>'
    )
    with pytest.raises(Refusal) as refusal:
        read_baked_svg(svg=svg)
    assert refusal.value.code == "json"
