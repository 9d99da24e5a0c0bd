"""A whole programme pack onto the server: its version, its items, its diagnostic test and its labs, all or nothing."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from practicum.admissions.api import diagnostic_questions, load_diagnostic
from practicum.curriculum.api import ProgrammeVersion, load_pack_into
from practicum.focus.api import ANALYSES
from practicum.itembank.api import LoadedItems, load_items
from practicum.labs.api import load_labs
from practicum.pack.api import load_pack
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class LoadedPack:
    """What a load did: whether the version is new, whether it has become the current one, its items, and how many labs and
    questions of the diagnostic test there are, of which how many are new."""

    version: ProgrammeVersion
    is_new: bool
    became_current: bool
    items: LoadedItems
    labs: int
    new_labs: int
    questions: int
    new_questions: int

    @property
    def is_unchanged(self) -> bool:
        changed = self.items.created or self.items.changed or self.new_labs or self.new_questions
        return not (self.is_new or self.became_current or changed)


@transaction.atomic
def load_whole_pack(path: Path, *, actor: Person, now: datetime) -> LoadedPack:
    """Load the pack in the folder `path` and make it current; the same files again change nothing.

    Raises PackInvalid with every problem, or the Refusal of whatever cannot be loaded; nothing is kept then.
    """
    pack = load_pack(path, known_analyses=frozenset(ANALYSES))
    held = ProgrammeVersion.objects.filter(digest=pack.digest).first()
    labs_before = held.labs.count() if held else 0
    questions_before = diagnostic_questions(held) if held else 0
    version = load_pack_into(path, actor=actor, now=now)
    items = load_items(version, pack.items, actor=actor, now=now)
    questions = load_diagnostic(version, pack.diagnostic, actor=actor, now=now)
    labs = len(load_labs(version, pack.labs, actor=actor, now=now))
    return LoadedPack(
        version=version,
        is_new=held is None,
        became_current=held is None or not held.is_current,
        items=items,
        labs=labs,
        new_labs=labs - labs_before,
        questions=questions,
        new_questions=questions - questions_before,
    )
