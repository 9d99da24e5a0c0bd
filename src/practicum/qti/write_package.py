"""Writing a QTI 3.0 content package: the items, and a manifest that lists them."""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from practicum.kernel.errors import Refusal
from practicum.qti.losses import Loss
from practicum.qti.model import QtiItem, check_identifier, has_key
from practicum.qti.names import ITEM_TYPE, MANIFEST, PACKAGE, PACKAGE_SCHEMA, XSI
from practicum.qti.write_item import write_item


@dataclass(frozen=True, kw_only=True)
class ExportedPackage:
    """The zip file's bytes, and what it does not carry (keys withheld)."""

    data: bytes
    losses: tuple[Loss, ...]


def export_package(items: Sequence[QtiItem], *, identifier: str, include_key: bool) -> ExportedPackage:
    """Pack items. `include_key=False` makes the package that a learner may see: no key, mapping or rule is in it.

    The same items give the same bytes. Raises Refusal for no items or two items of one identifier (also when they
    differ in letter case only, because some file systems would merge them).
    """
    check_identifier(identifier, field="identifier")
    if not items or len({item.identifier.lower() for item in items}) != len(items):
        raise Refusal("bad_items", "A package needs items, each with an identifier of its own.", field="items")
    files = {f"items/{item.identifier}.xml": write_item(item, include_key=include_key) for item in items}
    manifest = _manifest(items, identifier=identifier)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression=zipfile.ZIP_DEFLATED) as package:
        for name, content in {MANIFEST: manifest, **files}.items():
            # A fixed time stamp: a package is told by its content, not by the minute it was written.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
    withheld = tuple(
        Loss(where=item.identifier, construct="key", effect="withheld")
        for item in items
        if has_key(item) and not include_key
    )
    return ExportedPackage(data=target.getvalue(), losses=withheld)


def _manifest(items: Sequence[QtiItem], *, identifier: str) -> bytes:
    root = ET.Element(
        "manifest",
        {
            "xmlns": PACKAGE,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": f"{PACKAGE} {PACKAGE_SCHEMA}",
            "identifier": identifier,
        },
    )
    metadata = ET.SubElement(root, "metadata")
    ET.SubElement(metadata, "schema").text = "QTI Package"
    ET.SubElement(metadata, "schemaversion").text = "3.0.1"
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for item in items:
        href = f"items/{item.identifier}.xml"
        listed = ET.SubElement(
            resources, "resource", {"identifier": f"res-{item.identifier}", "type": ITEM_TYPE, "href": href}
        )
        ET.SubElement(listed, "file", {"href": href})
    body: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
