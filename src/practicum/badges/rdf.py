"""From a credential to the bytes that are hashed: JSON-LD expansion in a safe mode of our own, then RDFC-1.0.

PyLD drops what it does not understand. So that nothing is signed that is not said, and nothing said that is not signed:
1. `jsonform` refuses nulls, empties, repeated values, odd keywords and unwritable characters;
2. only vendored contexts are known;
3. expansion runs with a base address that nobody may use: whatever ends up under it was relative or undefined;
4. every key, id, type, datatype and language of the expanded document must be well formed for N-Quads;
5. the number of values before and after expansion must be the same, whatever the processor forgets to report.

What RDF does not say cannot be signed either: the order of a list (unless the context makes it one), the place of white
space, and which of two objects with the same id carries a property.
"""

import re
import threading
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015

from practicum.badges.contexts import check_contexts, load_context
from practicum.badges.jsonform import check_json
from practicum.badges.resolver import VendoredResolver
from practicum.kernel.errors import Refusal

NOWHERE = "relative-iri.invalid:"
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{}|^`\\\x7f]*")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
MAX_ALIKE = 6  # blank nodes that look alike: the algorithm tries their permutations (6! = 720)
MAX_WORK = 500  # calls of Hash N-Degree Quads in one document; an ordinary credential needs none

_LOCK = threading.Lock()  # PyLD's caches are not safe for threads
_RESOLVER = VendoredResolver(load_context)


def canonical_nquads(document: dict[str, Any]) -> str:
    """The document's RDF in canonical N-Quads (RDFC-1.0), or a Refusal that names what could not be signed.

    The caller takes `proof` out first. Source: W3C RDF Dataset Canonicalization 1.0; VC-DI-EdDSA 1.0, section 3.2.
    """
    check_json(document)
    check_contexts(document.get("@context"))
    with _LOCK:
        try:
            dataset = _dataset(document)
            return _canonicalize(dataset)
        except Refusal:
            raise
        except Exception as fault:  # PyLD raises many kinds on hostile input; each means: not signable
            raise Refusal("json_ld", f"The document is not valid JSON-LD here: {_reason(fault)}") from fault


def _reason(fault: BaseException) -> str:
    while fault.__cause__ is not None:
        fault = fault.__cause__
    return str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__


def _dataset(document: dict[str, Any]) -> Any:
    dropped: list[object] = []
    options = {
        "base": f"{NOWHERE}//x/",
        "documentLoader": _no_loader,
        "contextResolver": _RESOLVER,
        "processingMode": "json-ld-1.1",
        "rdfDirection": "i18n-datatype",  # as the reference implementation of eddsa-rdfc-2022 does
    }
    processor = jsonld.JsonLdProcessor(on_property_dropped=dropped.append)
    expanded = processor.expand(document, options)
    if dropped:
        raise Refusal("undefined_term", f"The term {str(dropped[0])[:80]} is not defined by the contexts.")
    if len(expanded) != 1:
        raise Refusal("undefined_term", "The document does not expand to one object.")
    _check_node(expanded[0], document)
    if count_values(document) != count_expanded(expanded):
        raise Refusal("dropped_value", "The processor would drop a value of this document without signing it.")
    return processor.to_rdf(expanded, options)


def _no_loader(url: str, _options: object) -> Any:
    raise Refusal("unknown_context", f"The address {url[:200]} is not loaded: contexts are never fetched.")


def count_values(value: object) -> int:
    """Values of a JSON document that should reach the RDF: every scalar outside @context, a value object as one."""
    if isinstance(value, dict):
        if "@value" in value:
            return 1
        return sum(count_values(item) for key, item in value.items() if key != "@context")
    if isinstance(value, list):
        return sum(count_values(item) for item in value)
    return 1


def count_expanded(value: object) -> int:
    """The same count over the expanded form; types and ids that expansion adds are part of a value object."""
    if isinstance(value, list):
        return sum(count_expanded(item) for item in value)
    if isinstance(value, dict):
        if "@value" in value:
            return count_values(value["@value"]) if value.get("@type") == "@json" else 1
        return sum(count_expanded(item) for item in value.values())
    return 1


def _check_node(value: Any, document: dict[str, Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _check_node(item, document)
    elif isinstance(value, dict):
        if "@value" in value:
            _check_literal(value)
            return
        for key, item in value.items():
            if key == "@id":
                _check_iri(item, "id")
            elif key == "@type":
                for each in item:
                    _check_iri(each, "type")
            elif key in ("@list", "@graph"):
                _check_node(item, document)
            else:
                _check_iri(key, "term")
                _check_node(item, document)
    else:
        raise Refusal("json_ld", "The expanded document holds a bare value.")


def _check_literal(value: dict[str, Any]) -> None:
    datatype = value.get("@type", "@json")
    if datatype != "@json":
        _check_iri(datatype, "type")
    language = value.get("@language")
    if language is not None and not (isinstance(language, str) and LANGUAGE.fullmatch(language)):
        raise Refusal("language", "A language tag is malformed.")


def _check_iri(value: object, what: str) -> None:
    text = value if isinstance(value, str) else ""
    if text.startswith(NOWHERE):
        name = text.removeprefix(f"{NOWHERE}//x/")[:80]
        said = "is not defined by the contexts" if what == "type" else "is relative, not a full address"
        raise Refusal("undefined_type" if what == "type" else "relative_iri", f"The {what} {name} {said}.")
    if not IRI.fullmatch(text):
        raise Refusal("iri", f"The {what} {text[:80]!r} is not a full address that can be signed.")


def _canonicalize(dataset: Any) -> str:
    """RDFC-1.0 by PyLD, with a limit on work: a poison graph could keep it busy for years."""
    algorithm = URDNA2015()
    first_degree, n_degree = algorithm.hash_first_degree_quads, algorithm.hash_n_degree_quads
    alike: dict[str, set[str]] = {}
    work = 0

    def count_alike(id_: str) -> str:
        found: str = first_degree(id_)
        same = alike.setdefault(found, set())
        same.add(id_)
        if len(same) > MAX_ALIKE:
            raise Refusal("poison_graph", "Too many nameless objects look alike: give them ids.")
        return found

    def count_work(id_: str, issuer: Any) -> Any:
        nonlocal work
        work += 1
        if work > MAX_WORK:
            raise Refusal("poison_graph", "Too many nameless objects look alike: give them ids.")
        return n_degree(id_, issuer)

    algorithm.hash_first_degree_quads = count_alike
    algorithm.hash_n_degree_quads = count_work
    text = algorithm.main(dataset, {"format": "application/n-quads"})
    return str(text)
