"""The safe mode: nothing is signed that would be dropped; and the canonical form is the one pyoxigraph finds."""

import hashlib
import re
from types import SimpleNamespace

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.badges.badge_samples import build, sign

from practicum.badges import rdf
from practicum.badges.api import canonical_nquads, load_context, vendored_contexts
from practicum.badges.contexts import FOLDER
from practicum.kernel.errors import Refusal

V2, OB = "https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def with_part(path: str, value: object) -> dict:
    """A good credential with one place changed; the path is of keys and list positions."""
    document = build()
    *way, last = path.split("/")
    place = document
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return document


REFUSED = {
    "unknown term": ("credentialSubject/grade", "A", "undefined_term"),
    "unknown term deep": ("credentialSubject/achievement/alignment/0/level", "A", "undefined_term"),
    "term of another type's context": ("issuer/achievementType", "A", "undefined_term"),
    "unknown type": ("credentialSubject/type", ["AchievementSubject", "Person"], "undefined_type"),
    "type of a context that is absent": ("termsOfUse", {"type": "1EdTechPolicy"}, "undefined_type"),
    "relative id": ("credentialSubject/achievement/id", "achievements/1", "relative_iri"),
    "relative id from the root": ("evidence/0/id", "/evidence/1", "relative_iri"),
    "relative id with a host": ("evidence/0/id", "//example.org/1", "relative_iri"),
    "empty id": ("evidence/0/id", "", "relative_iri"),
    "fragment": ("evidence/0/id", "#evidence", "relative_iri"),
    "our own base": ("evidence/0/id", "relative-iri.invalid://x/y", "relative_iri"),
    "blank node id": ("evidence/0/id", "_:b0", "iri"),
    "space in an id": ("evidence/0/id", "https://example.org/a b", "iri"),
    "quads in an id": ("evidence/0/id", "https://e.org/> <https://e.org/p> <https://e.org/o", "iri"),
    "unicode space in an id": ("evidence/0/id", "https://e.org/\u2003", "iri"),
    "null": ("description", None, "null"),
    "empty list": ("evidence", [], "empty"),
    "empty object": ("evidence", {}, "empty"),
    "same value twice": ("credentialSubject/achievement/tag", ["a", "b", "a"], "repeated"),
    "list in a list": ("credentialSubject/achievement/tag", [["a"], "b"], "nested_list"),
    "nested context": ("credentialSubject/@context", V2, "keyword"),
    "keyword for id": ("credentialSubject/@id", "urn:x:1", "keyword"),
    "bad language": ("name", {"@value": "x", "@language": "not a tag"}, "language"),
    "value object with more": ("name", {"@value": "x", "@type": "https://e.org/t"}, "keyword"),
    "bell": ("name", "ding\a", "control_character"),
    "delete": ("name", "x\x7f", "control_character"),
    "lone surrogate": ("name", "\ud800", "control_character"),
    "control character in a key": ("x\x00", "y", "control_character"),
    "not a number": ("credentialSubject/creditsEarned", float("nan"), "json_form"),
    "integer that JavaScript rounds": ("credentialSubject/creditsEarned", 2**53, "json_form"),
    "bytes": ("name", b"x", "json_form"),
    "unknown context": ("@context", [V2, OB, "https://example.org/context"], "unknown_context"),
    "inline context": ("@context", [V2, OB, {"grade": "https://example.org/grade"}], "context_form"),
    "other order": ("@context", [OB, V2], "context_form"),
    "context twice": ("@context", [V2, OB, OB], "repeated"),
    "no context": ("@context", [], "empty"),
    "context as text": ("@context", V2, "context_form"),
}


@pytest.mark.parametrize(("path", "value", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_would_not_be_signed_is_refused(path, value, code):
    with pytest.raises(Refusal) as refusal:
        sign(with_part(path, value))
    assert refusal.value.code == code


def test_deep_and_poisoned_documents_end_early():
    deep: dict = {"name": "x"}
    for _ in range(40):
        deep = {"evidence": deep}
    with pytest.raises(Refusal) as refusal:
        canonical_nquads({"@context": [V2], **deep})
    assert refusal.value.code == "too_large"
    many = [{"type": "Evidence", "name": "x", "narrative": str(place)} for place in range(1200)]
    with pytest.raises(Refusal) as refusal:
        canonical_nquads(with_part("evidence", many))
    assert refusal.value.code == "too_large"  # a few thousand values keep a server busy for seconds
    alike = [{"type": "Evidence", "narrative": "same"} for _ in range(12)]
    with pytest.raises(Refusal) as refusal:
        canonical_nquads(with_part("evidence", alike))
    assert refusal.value.code == "poison_graph"


def test_counting_finds_what_the_processor_forgets_to_report(monkeypatch):
    real = rdf.jsonld.JsonLdProcessor
    deaf = SimpleNamespace(JsonLdProcessor=lambda on_property_dropped: real())
    monkeypatch.setattr(rdf, "jsonld", deaf)
    with pytest.raises(Refusal) as refusal:
        canonical_nquads(with_part("credentialSubject/grade", "A"))
    assert refusal.value.code == "dropped_value"


def by_pyoxigraph(nquads: str, prefix: str) -> str:
    """The canonical form found by another implementation, which gets the blank nodes under other names."""
    count = len(set(re.findall(r"_:c14n\d+", nquads)))
    renamed = re.sub(r"(?m)_:c14n(\d+)(?= )", lambda found: f"_:{prefix}{count - int(found[1])}", nquads)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(renamed, format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode().splitlines(keepends=True)
    return "".join(sorted(lines))


signable = st.text(
    alphabet=st.one_of(
        st.sampled_from('\t\n\r"\\<>&^@_: .'),
        st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(
    name=signable,
    narratives=st.lists(signable, min_size=1, max_size=4),
    number=st.one_of(st.integers(-(2**53) + 1, 2**53 - 1), st.floats(-1e15, 1e15), st.booleans()),
    prefix=st.text("abxyz", min_size=1, max_size=4),
)
def test_pyoxigraph_finds_the_same_canonical_form(name, narratives, number, prefix):
    document = with_part("credentialSubject/creditsEarned", number)
    document["name"] = name
    document["evidence"] = [{"type": "Evidence", "narrative": text} for text in narratives]
    nquads = canonical_nquads(document)
    assert by_pyoxigraph(nquads, prefix) == nquads


def test_alike_nodes_are_told_apart_as_pyoxigraph_does():
    document = build()
    same = {"type": "Alignment", "targetName": "x", "targetUrl": "https://example.org/x"}
    document["credentialSubject"]["achievement"]["alignment"] = [dict(same) for _ in range(4)]
    nquads = canonical_nquads(document)
    assert nquads.count("targetName") == 4
    assert by_pyoxigraph(nquads, "q") == nquads


def test_contexts_are_the_files_that_were_put_in():
    assert {context.url for context in vendored_contexts()} >= {V2, OB}
    for context in vendored_contexts():
        assert hashlib.sha256(context.read_bytes()).hexdigest() == context.sha256, context.file
        assert load_context(context.url)["@context"]
        assert context.licence in ("MIT", "BSD-3-Clause")


def test_every_context_file_is_accounted_for():
    listed = {name for context in vendored_contexts() for name in (context.file, context.licence_file)}
    assert {entry.name for entry in FOLDER.iterdir()} == listed | {"vendor.toml"}
