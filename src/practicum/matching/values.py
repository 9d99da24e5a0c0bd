"""Read values from JSON. Each raises Refusal with the path of the value at fault (`applicants[3].hours`) as field."""

from collections.abc import Mapping, Sequence
from typing import Any

from practicum.kernel.errors import Refusal


def wrong(field: str, problem: str, mend: str = "") -> Refusal:
    return Refusal("invalid_instance", f"{field or 'The instance'} {problem}.", field=field, mend=mend)


def required(row: Mapping[str, Any], name: str, path: str) -> Any:
    if name not in row:
        raise wrong(f"{path}.{name}".lstrip("."), "is missing", f'Add "{name}".')
    return row[name]


def only_known(row: Mapping[str, Any], path: str, names: set[str]) -> None:
    for name in row:
        if name not in names:
            raise wrong(f"{path}.{name}".lstrip("."), "is not a known field", f"Known: {', '.join(sorted(names))}.")


def mapping(data: object, path: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise wrong(path, "must be an object", 'Write {"…": …}.')
    return data


def listed(data: object, path: str) -> Sequence[Any]:
    if not isinstance(data, list | tuple):
        raise wrong(path, "must be a list", "Write […].")
    return data


def text(data: object, path: str) -> str:
    if not isinstance(data, str):
        raise wrong(path, "must be a text", 'Write it in quotes: "…".')
    if not data.isascii() and any("\ud800" <= one <= "\udfff" for one in data):
        raise wrong(path, "holds half of a character", r"Write both halves (\ud83d\ude00) or the character itself.")
    return data


def integer(data: object, path: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise wrong(path, "must be a whole number", "Write it without quotes and without a decimal point.")
    return data


def two_integers(data: object, path: str, meaning: str) -> tuple[int, int]:
    both = listed(data, path)
    if len(both) != 2:
        raise wrong(
            path,
            f"needs two numbers, {meaning}",
            "Write [10, 20]." if path == "size" else "Write two numbers in brackets.",
        )
    return integer(both[0], f"{path}[0]"), integer(both[1], f"{path}[1]")


def hours(data: object, path: str) -> frozenset[int]:
    return frozenset(integer(hour, f"{path}[{i}]") for i, hour in enumerate(listed(data, path)))


def pairs(data: object, name: str) -> tuple[tuple[str, str], ...]:
    found = []
    for i, item in enumerate(listed(data, name)):
        pair = listed(item, f"{name}[{i}]")
        if len(pair) != 2:
            raise wrong(f"{name}[{i}]", "needs exactly two ids", 'Write ["…", "…"].')
        found.append((text(pair[0], f"{name}[{i}][0]"), text(pair[1], f"{name}[{i}][1]")))
    return tuple(found)
