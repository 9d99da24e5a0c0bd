"""Baking: a credential inside an SVG picture, and back. Source: Open Badges 3.0, section 5.3.2 (Baked Badges, SVG)."""

import json
import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from practicum.badges.jsonform import read_json
from practicum.kernel.errors import Refusal

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
MAX_SVG = 4_000_000  # characters
PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
ROOT_TAG = re.compile(r"<([^\s/>]+)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")


def bake_svg(*, svg: str, credential: dict[str, Any] | str) -> str:
    """The picture with the credential as its first element: a signed document as JSON, or a VC-JWT (text) as `verify`.

    Everything else of the picture stays as it is. Refusals: `svg` if it is not a plain SVG (a document type or entities
    are refused), `baked` if it holds a credential already, `not_signed` for a document without a proof.
    """
    svg = svg.removeprefix("\ufeff")
    if _credentials(_parse(svg)):
        raise Refusal("baked", "The picture holds a credential already.", field="svg", mend="Start from the plain one.")
    if isinstance(credential, str):
        if not re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", credential, re.ASCII):
            raise Refusal("not_signed", "This is not a compact JWT.", field="credential")
        body = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}" verify="{credential}"/>'
    else:
        if "proof" not in credential:
            raise Refusal("not_signed", "The credential has no proof.", field="credential")
        # "]]>" would end the CDATA section; written as an escape it is the same JSON
        text = json.dumps(credential, ensure_ascii=False).replace("]]>", "]]\\u003e")
        body = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}"><![CDATA[{text}]]></openbadges:credential>'
    prolog = PROLOG.match(svg)
    root = ROOT_TAG.match(svg, prolog.end() if prolog else 0)
    if root is None:
        raise Refusal("svg", "The start of the picture is not understood.", field="svg")
    name, attributes, closed = root.groups()
    head, tail = svg[: root.start()], svg[root.end() :]
    baked = f"{head}<{name}{attributes}>{body}{f'</{name}>' if closed else ''}{tail}"
    _parse(baked)
    return baked


def read_baked_svg(*, svg: str) -> dict[str, Any] | str:
    """The credential in the picture: a document, or a VC-JWT as text. It is not verified here.

    Refusals: `svg`, `not_baked` if there is none, `baked` if there are several, `json` if it is not JSON.
    """
    found = _credentials(_parse(svg.removeprefix("\ufeff")))
    if not found:
        raise Refusal("not_baked", "There is no Open Badges credential in this picture.", field="svg")
    if len(found) > 1:
        raise Refusal("baked", "There is more than one credential in this picture.", field="svg")
    token = found[0].get("verify")
    if token:
        return token
    document = read_json(found[0].text or "")
    if not isinstance(document, dict):
        raise Refusal("json", "The credential in the picture is not a JSON object.", field="svg")
    return document


def _parse(svg: str) -> Element:
    if len(svg) > MAX_SVG:
        raise Refusal("svg", "The picture is too large.", field="svg")
    try:
        # given as text, so that an encoding declaration is passed over: it is decoded already
        root: Element = fromstring(svg, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as fault:
        raise Refusal("svg", "This is not a plain SVG picture.", field="svg") from fault
    if root.tag != f"{{{SVG_NAMESPACE}}}svg":
        raise Refusal("svg", "This is not an SVG picture.", field="svg")
    return root


def _credentials(root: Element) -> list[Element]:
    return list(root.iter(f"{{{NAMESPACE}}}credential"))
