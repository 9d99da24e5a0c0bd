"""Reading a content package from strangers, in memory only: nothing is ever unpacked to disk."""

import io
import stat
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from dataclasses import dataclass

from practicum.kernel.errors import Refusal
from practicum.qti.losses import Loss, Losses
from practicum.qti.model import QtiItem
from practicum.qti.names import ITEM_TYPE, MANIFEST, PACKAGE
from practicum.qti.read_item import read_item
from practicum.qti.read_xml import MAX_BYTES, local, namespace, parse_xml

MAX_PACKAGE_BYTES = 20_000_000
MAX_FILES = 2_000
MAX_UNPACKED_BYTES = 50_000_000


@dataclass(frozen=True, kw_only=True)
class ReadPackage:
    """The items that were carried, in the manifest's order, and every loss by item or file."""

    items: tuple[QtiItem, ...]
    losses: tuple[Loss, ...]


def read_package(data: bytes) -> ReadPackage:
    """Read all QTI 3.0 items of a package: a dry run by nature, since nothing is stored.

    Raises Refusal where the package as a whole is unsafe or broken: `package_too_large`, `bad_package`, `unsafe_path`
    (absolute, parent, drive, backslash, link), `no_manifest`. One bad item is named and left out; the others are read.
    """
    if len(data) > MAX_PACKAGE_BYTES:
        raise Refusal("package_too_large", f"The package exceeds {MAX_PACKAGE_BYTES} bytes.", field="data")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise _broken() from error
    with package:
        entries = _check_entries(package)
        if MANIFEST not in entries:
            raise Refusal("no_manifest", f"The package has no {MANIFEST} at its top.", field="data")
        return _read_listed(package, entries)


# What zipfile and its decompressors raise on damaged input.
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    struct.error,
)


def _broken() -> Refusal:
    return Refusal("bad_package", "The package is not a readable zip file.", field="data")


def _check_entries(package: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    infos = package.infolist()
    if len(infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise Refusal("package_too_large", "The package holds too many files or too much data.", field="data")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        # `orig_filename`: zipfile cuts a name at a zero byte, which could hide its true end.
        _check_path(info.orig_filename)
        if stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 0x1:
            raise Refusal("unsafe_path", f"{info.filename!r} is a link or encrypted.", field="data")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refusal("bad_package", f"{info.filename!r} is packed in an unusual way.", field="data")
        if info.filename in entries:
            raise Refusal("bad_package", f"{info.filename!r} is in the package twice.", field="data")
        if not info.is_dir():
            entries[info.filename] = info
    return entries


def _check_path(name: str) -> None:
    parts = name.rstrip("/").split("/")
    if any(part in ("", ".", "..") for part in parts) or any(sign in name for sign in ("\\", ":", "\0")):
        raise Refusal("unsafe_path", f"{name!r} is not a plain path inside the package.", field="data")


def _read_entry(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """At most one byte over the limit is unpacked, whatever the entry's header claims."""
    try:
        with package.open(info) as stream:
            content = stream.read(MAX_BYTES + 1)
    except _BROKEN as error:
        raise _broken() from error
    if len(content) > MAX_BYTES:
        raise Refusal("xml_too_large", f"{info.filename} is larger than {MAX_BYTES} bytes.", field=info.filename)
    return content


def _read_listed(package: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> ReadPackage:
    manifest = parse_xml(_read_entry(package, entries[MANIFEST]), where=MANIFEST)
    losses = Losses(MANIFEST)
    if namespace(manifest) != PACKAGE or local(manifest) != "manifest":
        raise Refusal("no_manifest", "The manifest is not that of a QTI 3.0 package.", field=MANIFEST)
    items: list[QtiItem] = []
    found: list[Loss] = []
    used = {MANIFEST}
    for part in manifest:
        if local(part) == "resources":
            for resource in part:
                href = _item_path(resource, entries, used, losses)
                if href is not None:
                    used.add(href)
                    _read_one(package, entries[href], items, found)
        else:
            _name_extras(part, losses)
    for name in sorted(set(entries) - used):
        losses.name(f"file {name}", "left out")
    return ReadPackage(items=tuple(items), losses=(*losses.found, *found))


def _name_extras(part: ET.Element, losses: Losses) -> None:
    name = local(part)
    if name == "metadata":
        for entry in part:
            if local(entry) not in ("schema", "schemaversion"):
                losses.name(f"metadata/{local(entry)}", "left out")
    elif name != "organizations" or len(part):
        losses.name(name, "left out")


def _item_path(resource: ET.Element, entries: dict[str, zipfile.ZipInfo], used: set[str], losses: Losses) -> str | None:
    """The file of an item resource that can be read; otherwise None, with the reason named."""
    href, kind = resource.get("href", ""), resource.get("type", "")
    named = f"resource {resource.get('identifier') or href}"
    if kind != ITEM_TYPE:
        losses.name(named, f"type {kind or 'unknown'} is not carried")
        return None
    for child in resource:
        if not (local(child) == "file" and child.get("href") == href):
            losses.name(f"{named}/{local(child)}", "left out")
    if href not in entries:
        losses.name(named, f"{href!r} is not in the package", fatal=True)
        return None
    if href in used:
        losses.name(named, f"{href!r} is listed twice: read once")
        return None
    return href


def _read_one(package: zipfile.ZipFile, info: zipfile.ZipInfo, items: list[QtiItem], found: list[Loss]) -> None:
    try:
        read = read_item(_read_entry(package, info), where=info.filename)
    except Refusal as refusal:
        found.append(Loss(where=info.filename, construct=refusal.code, effect=refusal.message, fatal=True))
        return
    found.extend(read.losses)
    if read.item is None:
        return
    if any(item.identifier == read.item.identifier for item in items):
        found.append(Loss(where=read.item.identifier, construct="identifier", effect="used twice", fatal=True))
        return
    items.append(read.item)
