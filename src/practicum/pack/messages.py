"""Turns what pydantic found into plain messages: what is wrong, and what to write instead."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

JsonSchema = Mapping[str, Any]

_EXAMPLES = {
    "string": '"some text"',
    "integer": "1",
    "number": '"12.5"',
    "boolean": "true",
    "array": "[...]",
    "object": "{...}",
}


def explain_error(error: ErrorDetails, schema: JsonSchema) -> tuple[str, str]:
    """Message and mend for one error of a model whose JSON schema is `schema`."""
    kind, wrong = error["type"], error["input"]
    name = str(error["loc"][-1]) if error["loc"] else ""
    context = error.get("ctx", {})
    if kind == "missing":
        return f"'{name}' is missing.", f"Add `{name}: {_example(_schema_at(schema, error['loc']), schema)}`."
    if kind == "extra_forbidden":
        known = _known_fields(_schema_at(schema, error["loc"][:-1]))
        return f"'{name}' is no field here.", suggest(name, known) or "Remove it."
    if kind in {"enum", "literal_error", "union_tag_invalid"}:
        allowed = _allowed(_schema_at(schema, error["loc"])) or [str(context.get("expected", ""))]
        if kind == "union_tag_invalid":
            wrong = context.get("tag", "")
            allowed = [tag.strip(" '") for tag in str(context.get("expected_tags", "")).split(",")]
        return f"{_shown(wrong)} is not allowed here.", suggest(str(wrong), allowed)
    if kind == "union_tag_not_found":
        kinds = list(_schema_at(schema, error["loc"]).get("discriminator", {}).get("mapping", {}))
        return "'kind' is missing.", f"Add `kind:` and one of: {', '.join(kinds)}."
    if kind == "string_type":
        return _not_text(wrong)
    return _by_type(kind, wrong, context) or (
        f"{_shown(wrong)} does not fit: {error['msg'][:1].lower()}{error['msg'][1:]}.",
        f"Write {_described(_schema_at(schema, error['loc']), schema)}.",
    )


def suggest(wrong: str, allowed: list[str] | tuple[str, ...]) -> str:
    """ "Write 'x' (did you mean that?)", or the list of what is allowed."""
    close = get_close_matches(wrong, allowed, n=1, cutoff=0.6)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Use one of: {', '.join(sorted(allowed))}." if allowed else ""


def _not_text(wrong: Any) -> tuple[str, str]:
    if wrong is None:
        return "The value is empty.", "Write a text after the colon."
    if isinstance(wrong, dict | list):
        return "This should be a text, not a list or a group of fields.", "Write the text on one line, in quotes."
    return f"{_shown(wrong)} is read as a number, date or truth value, not as text.", "Put quotes around it."


def _by_type(kind: str, wrong: Any, context: Mapping[str, Any]) -> tuple[str, str] | None:
    least, most = context.get("ge", context.get("gt")), context.get("le", context.get("lt"))
    rows: dict[str, tuple[str, str]] = {
        "int_type": (f"{_shown(wrong)} is no whole number.", "Write digits only, without quotes: 12."),
        "string_too_short": ("The text is empty.", "Write it."),
        "string_too_long": (
            f"The text is longer than {context.get('max_length')} characters.",
            f"Shorten it to {context.get('max_length')}.",
        ),
        "string_pattern_mismatch": (
            f"{_shown(wrong)} is no name of a column or table.",
            "Use letters, digits and underscores, and begin with a letter: LikeThis or like_this.",
        )
        if "_" in str(context.get("pattern"))
        else (
            f"{_shown(wrong)} is no key.",
            "Use small letters and digits, with single hyphens between: like-this-1.",
        ),
        "greater_than_equal": (f"{_shown(wrong)} is too small.", f"Write {least} or more."),
        "less_than_equal": (f"{_shown(wrong)} is too large.", f"Write {most} or less."),
        "tuple_type": ("This should be a list.", "Write `[one, two]`, or one line with a leading hyphen for each."),
        "dict_type": ("This should be a group of fields.", "Write `name: value` lines below it."),
        "model_type": ("This should be a group of fields.", "Write `name: value` lines below it."),
        "model_attributes_type": ("This should be a group of fields.", "Write `name: value` lines below it."),
        "too_short": (
            f"The list has {context.get('actual_length')} entries.",
            f"Write at least {context.get('min_length')}.",
        ),
        "too_long": (
            f"The list has {context.get('actual_length')} entries.",
            f"Write at most {context.get('max_length')}.",
        ),
    }
    if kind in rows:
        return rows[kind]
    if kind.startswith("date"):
        return f"{_shown(wrong)} is no date.", "Write year, month and day: 2026-03-19."
    if kind.startswith("decimal") or kind == "finite_number":
        return f"{_shown(wrong)} is no exact number.", 'Write digits with a point, in quotes: "12.5".'
    return None


def _shown(value: Any) -> str:
    if value is None:
        return "An empty value"
    if isinstance(value, dict):
        return "A group of fields"
    if isinstance(value, list):
        return "A list"
    text = str(value)
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"


def _resolve(part: JsonSchema, root: JsonSchema) -> JsonSchema:
    for _ in range(20):
        if "$ref" in part:
            part = root.get("$defs", {}).get(str(part["$ref"]).rpartition("/")[2], {})
        elif part.get("anyOf"):
            part = next((one for one in part["anyOf"] if one.get("type") != "null"), {})
        else:
            break
    return part


def _schema_at(root: JsonSchema, loc: tuple[str | int, ...]) -> JsonSchema:
    """The part of the schema that an error's location leads to; an empty one when it leads nowhere."""
    part = _resolve(root, root)
    for step in loc:
        if "discriminator" in part:
            part = {"$ref": part["discriminator"]["mapping"].get(str(step), "")}
        elif isinstance(step, int):
            rows = part.get("prefixItems", [])
            part = rows[step] if step < len(rows) else part.get("items", {})
        else:
            part = part.get("properties", {}).get(step) or part.get("additionalProperties") or {}
        part = _resolve(part, root) if isinstance(part, dict) else {}
    return part


def _known_fields(part: JsonSchema) -> list[str]:
    return list(part.get("properties", {}))


def _allowed(part: JsonSchema) -> list[str]:
    names = part.get("propertyNames", {})
    return [str(value) for value in part.get("enum", names.get("enum", []))]


def _example(part: JsonSchema, root: JsonSchema) -> str:
    allowed = _allowed(part)
    if allowed:
        return allowed[0]
    if part.get("type") == "object" and part.get("properties"):
        required = part.get("required", list(part["properties"]))
        inner = ((name, _resolve(part["properties"][name], root)) for name in required)
        return "{" + ", ".join(f"{name}: {_EXAMPLES.get(str(one.get('type')), '...')}" for name, one in inner) + "}"
    if part.get("format") == "date":
        return "2026-03-19"
    if part.get("type") == "string" and part.get("pattern"):
        return "some-key"
    example = _EXAMPLES.get(str(part.get("type")), "...")
    note = part.get("description")
    return f"{example}  # {note}" if note and part.get("type") == "integer" else example


def _described(part: JsonSchema, root: JsonSchema) -> str:
    return f"something like {_example(part, root)}"
