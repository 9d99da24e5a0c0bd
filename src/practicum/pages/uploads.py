"""How large a request may be: small, unless a page takes files and says how large those are.

The site looks at it before anything is parsed. A page that says nothing takes text only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

_ATTRIBUTE = "upload_limit"
_View = TypeVar("_View", bound=Callable[..., Any])


@dataclass(frozen=True, kw_only=True)
class UploadLimit:
    """What a page takes: `most_bytes` of files together, `mend` for who sends more, and `who` may send files at all."""

    most_bytes: int
    mend: str
    who: Callable[[Any], bool]


def anybody(user: Any) -> bool:
    """Pages for visitors."""
    return True


def signed_in(user: Any) -> bool:
    """Pages for people with an account."""
    return bool(user.is_authenticated)


def takes_files(*, most_bytes: int, mend: str, who: Callable[[Any], bool] = signed_in) -> Callable[[_View], _View]:
    """Mark a view whose form takes files. What is larger is answered with 413 and is neither parsed nor kept."""

    def mark(view: _View) -> _View:
        setattr(view, _ATTRIBUTE, UploadLimit(most_bytes=most_bytes, mend=mend, who=who))
        return view

    return mark


def limit_of(view: Callable[..., Any]) -> UploadLimit | None:
    """The limit that the view was marked with."""
    found = getattr(view, _ATTRIBUTE, None)
    return found if isinstance(found, UploadLimit) else None


def in_words(size: int) -> str:
    """Bytes as people read them: `5 MB`, `256 KB`."""
    for unit, one in (("MB", 1024 * 1024), ("MB", 1_000_000), ("KB", 1024), ("kB", 1000)):
        if size >= one and size % one == 0:
            return f"{size // one} {unit}"
    return f"{size} bytes"
