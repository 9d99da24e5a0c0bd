"""From the names in a file's header to FOCUS columns, and to the version of FOCUS."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from practicum.focus.schema.columns import COLUMNS, CUSTOM_PREFIX, RENAMED
from practicum.kernel.errors import Refusal

KNOWN_NAMES = frozenset((*COLUMNS, *RENAMED))
_BY_LOWER = {name.lower(): name for name in KNOWN_NAMES}


@dataclass(frozen=True)
class Recognised:
    """What the names of a header mean.

    `places` maps the normalised name to its position in the file: FOCUS columns first, by name, then x_ columns in
    the order of the file. `found` holds the FOCUS names as the file has them (before renaming).
    """

    places: dict[str, int]
    found: frozenset[str]
    renamed: tuple[tuple[str, str], ...]
    stray: tuple[str, ...]


def known_name(written: str) -> str | None:
    """The FOCUS name (old or new) that a written name stands for; case, outer spaces and inner ones do not count."""
    return _BY_LOWER.get("".join(written.split()).lower())


def recognise(written: Sequence[str]) -> Recognised:
    """Sort the names of a header into FOCUS columns, x_ columns and strays.

    Refusals: `duplicate_column` when two names of the file mean one column.
    """
    focus: dict[str, int] = {}
    custom: dict[str, int] = {}
    stray: list[str] = []
    for place, text in enumerate(written):
        name = known_name(text)
        if name is not None:
            _put(focus, name, place)
        elif text.strip().lower().startswith(CUSTOM_PREFIX):
            _put(custom, text.strip(), place)
        else:
            stray.append(text)
    found = frozenset(focus)
    renamed = []
    for old, new in RENAMED.items():
        if old in focus and new not in focus:
            focus[new] = focus.pop(old)
            renamed.append((old, new))
        elif old in focus and old not in COLUMNS:
            stray.append(written[focus.pop(old)])
    places = {name: focus[name] for name in sorted(focus)} | custom
    return Recognised(places=places, found=found, renamed=tuple(renamed), stray=tuple(stray))


def _put(places: dict[str, int], name: str, place: int) -> None:
    # DuckDB does not tell names apart by case.
    if name.lower() in {there.lower() for there in places}:
        raise Refusal(
            "duplicate_column",
            f"The column {name[:100]} is there twice.",
            field=name[:100],
            mend="Remove or rename one of the two, then read the file again.",
        )
    places[name] = place


def infer_version(found: Collection[str]) -> tuple[str, str]:
    """The FOCUS version that a set of column names points to, and the reason in words.

    The newest column decides. 1.3 and 1.4 differ in what was removed: a file with ServiceProviderName but without
    ProviderName and PublisherName is 1.4. A version that only added optional columns (1.1) shows only if one is used.
    """
    for version in ("1.4", "1.3", "1.2", "1.1"):
        newest = sorted(name for name in found if name in COLUMNS and COLUMNS[name].since == version)
        if not newest:
            continue
        outdated = sorted({"ProviderName", "PublisherName"} & set(found))
        if version == "1.3" and not outdated:
            return (
                "1.4",
                f"{newest[0]} came with 1.3, and ProviderName and PublisherName, removed in 1.4, are not there.",
            )
        return version, f"{newest[0]} came with {version}" + (
            f", and {outdated[0]} was removed in 1.4." if version == "1.3" else " and no newer column is there."
        )
    return "1.0", "No column newer than 1.0 is there."
