"""Reading an item body: paragraphs of plain text, and the one interaction in it."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

from practicum.qti.losses import Losses
from practicum.qti.model import Choice
from practicum.qti.read_xml import local

_BLOCKS = {"p", "div", "pre", "section", "article", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd"}
_PLAIN_BLOCKS = {"p", "div", "pre"}
_INLINE = {"span", "em", "strong", "b", "i", "u", "code", "sub", "sup", "small", "big", "tt", "q", "cite", "dfn", "kbd"}
_INLINE |= {"samp", "var", "abbr", "acronym", "a", "bdo"}
_LISTS = {"ul", "ol", "dl"}
_GAP = "____"
ENTRY, CHOICE = "qti-text-entry-interaction", "qti-choice-interaction"


@dataclass(kw_only=True)
class Body:
    """What was found: stem paragraphs and the interactions in document order."""

    stem: list[str]
    interactions: list[ET.Element]


def read_body(body: ET.Element, losses: Losses) -> Body:
    """Read text and interactions; every construct that plain paragraphs cannot hold is named."""
    found = Body(stem=[], interactions=[])
    check_attributes(body, set(), losses)
    _read_flow(body, found, losses)
    return found


def read_choice(element: ET.Element, losses: Losses) -> Choice:
    """One simple choice; its blocks of text are joined by line breaks."""
    check_attributes(element, {"identifier", "fixed"}, losses)
    inner = Body(stem=[], interactions=[])
    _read_flow(element, inner, losses)
    for interaction in inner.interactions:
        losses.name(local(interaction), "an interaction inside a choice cannot be carried", fatal=True)
    if len(inner.stem) > 1:
        losses.name("blocks in qti-simple-choice", "joined by line breaks")
    fixed = element.get("fixed", "false") == "true"
    return Choice(identifier=element.get("identifier", ""), text="\n".join(inner.stem), fixed=fixed)


def read_prompt(element: ET.Element, losses: Losses) -> list[str]:
    """The paragraphs of a prompt."""
    check_attributes(element, set(), losses)
    inner = Body(stem=[], interactions=[])
    _read_flow(element, inner, losses)
    for interaction in inner.interactions:
        losses.name(local(interaction), "an interaction inside a prompt cannot be carried", fatal=True)
    return inner.stem


def check_attributes(element: ET.Element, known: set[str], losses: Losses) -> None:
    """Name each attribute that is not carried."""
    for name in element.keys():  # noqa: SIM118  (an Element is no mapping)
        if name not in known:
            losses.name(f"{local(element)}/@{name.rpartition('}')[2]}", "attribute left out")


def _read_flow(parent: ET.Element, found: Body, losses: Losses) -> None:
    """Blocks one after another; stray text between them is a paragraph of its own."""
    run: list[str] = [parent.text or ""]

    def close() -> None:
        text = _collapse("".join(run))
        if text:
            found.stem.append(text)
        run.clear()

    for child in parent:
        name = local(child)
        if name in _BLOCKS or name in _LISTS or name == CHOICE:
            close()
            _read_block(child, name, found, losses)
        else:
            _read_inline(child, name, run, found, losses)
        run.append(child.tail or "")
    close()


def _read_block(element: ET.Element, name: str, found: Body, losses: Losses) -> None:
    if name == CHOICE:
        found.interactions.append(element)
        return
    check_attributes(element, set(), losses)
    if name == "pre" and len(element) == 0:
        if (element.text or "").strip(" \t\n"):
            found.stem.append(element.text or "")
        return
    if name == "pre":
        losses.name("markup in pre", "blanks run together")
    elif name not in _PLAIN_BLOCKS:
        losses.name(name, "kept as plain paragraphs")
    _read_flow(element, found, losses)


def _read_inline(element: ET.Element, name: str, run: list[str], found: Body, losses: Losses) -> None:
    if name == ENTRY:
        found.interactions.append(element)
        run.append(f"\0{_GAP}\0")  # marks the gap until the paragraph is complete
        return
    if name == "br":
        losses.name("br", "line break became a blank")
        run.append(" ")
        return
    if name.endswith("-interaction"):
        losses.name(name, "this interaction is not carried", fatal=True)
        return
    if name not in _INLINE:
        losses.name(name, "content that plain text cannot hold", fatal=True)
        return
    check_attributes(element, set(), losses)
    losses.name(name, "kept as plain text")
    run.append(element.text or "")
    for child in element:
        _read_inline(child, local(child), run, found, losses)
        run.append(child.tail or "")


def mark_gaps(found: Body, losses: Losses) -> list[str]:
    """The stem with the place of an entry field: a field that stands alone leaves nothing, one in a sentence a gap."""
    stem: list[str] = []
    for paragraph in found.stem:
        if "\0" not in paragraph:
            stem.append(paragraph)
        elif paragraph.replace(f"\0{_GAP}\0", "").strip():
            losses.name(ENTRY, f"stands inside a sentence: its place is marked {_GAP}")
            stem.append(paragraph.replace("\0", ""))
    return stem


def _collapse(text: str) -> str:
    """Run blanks together as a browser does; a no-break space is text."""
    return " ".join(part for part in text.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" ") if part)
