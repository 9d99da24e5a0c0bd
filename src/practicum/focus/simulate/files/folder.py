"""A folder that is complete or not there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from practicum.kernel.errors import Refusal


def require_free(folder: Path) -> None:
    """Refuse a folder with something in it (`folder_not_empty`), and what is no folder (`no_folder`)."""
    if folder.is_dir():
        if any(folder.iterdir()):
            raise Refusal(
                "folder_not_empty",
                f"{folder} has something in it.",
                field="out",
                mend="Name a new folder, or empty this one.",
            )
    elif folder.exists() or folder.is_symlink():
        raise Refusal("no_folder", f"{folder} is not a folder.", field="out", mend="Name a new folder.")


@contextmanager
def complete_folder(folder: Path) -> Iterator[Path]:
    """A place beside `folder` to write in; it becomes `folder` when all is written, and vanishes if something fails.

    Refusals: those of `require_free`, and `cannot_write` when the disk says no.
    """
    require_free(folder)
    place: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        yield place
        # mkdtemp keeps others out; the finished folder is an ordinary one.
        place.chmod(0o777 & ~_umask())
        require_free(folder)
        place.replace(folder)
    except OSError as error:
        raise Refusal(
            "cannot_write",
            f"{folder} cannot be written: {error.strerror or 'output error'}.",
            field="out",
            mend="Check the path, its rights and the space on the disk.",
        ) from error
    finally:
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
