"""Reading XML from strangers: no entities, no document type, no network, bounded size and depth."""

import xml.etree.ElementTree as ET

import defusedxml.ElementTree as SafeET
from defusedxml import DefusedXmlException

from practicum.kernel.errors import Refusal

MAX_BYTES = 1_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 60


def parse_xml(data: bytes, *, where: str) -> ET.Element:
    """The root element. Raises Refusal: `xml_too_large`, `xml_unsafe` (a document type or entity), `xml_malformed`."""
    if len(data) > MAX_BYTES:
        raise Refusal("xml_too_large", f"{where} is larger than {MAX_BYTES} bytes.", field=where)
    try:
        root: ET.Element = SafeET.fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Refusal("xml_unsafe", f"{where} declares a document type or entity.", field=where) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Refusal("xml_malformed", f"{where} is not well-formed XML.", field=where) from error
    _check_shape(root, where=where)
    return root


def local(element: ET.Element) -> str:
    """Element name without namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: ET.Element) -> str:
    """Namespace of the element, empty where none."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""


def _check_shape(root: ET.Element, *, where: str) -> None:
    """Walk without recursion: a deep document must not exhaust the stack of what reads it next."""
    waiting, seen = [(root, 1)], 0
    while waiting:
        element, depth = waiting.pop()
        seen += 1
        if seen > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise Refusal("xml_too_large", f"{where} has too many or too deeply nested elements.", field=where)
        waiting.extend((child, depth + 1) for child in element)
