"""The labs of a programme version come onto the server."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from practicum.curriculum.api import ProgrammeVersion
from practicum.focus.api import ANALYSES
from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.labs.events import LabsLoaded
from practicum.labs.models import LabDefinition
from practicum.labs.rules.definition import find_problems
from practicum.ledger.api import record
from practicum.pack.api import Lab
from practicum.people.api import OPERATOR, PROGRAMME_MANAGER, SYSTEM_CODE, Person, require_role


@transaction.atomic
def load_labs(version: ProgrammeVersion, labs: Iterable[Lab], *, actor: Person, now: datetime) -> list[LabDefinition]:
    """Store the labs of a version (see `pack.api.Pack.labs`), secret parts included. The same labs again change nothing.

    Refusals: `lab_invalid` with every problem of every lab, for instance an analysis that this program does not know;
    `lab_changed` when the version is there with another content: a version never changes.
    """
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR, PROGRAMME_MANAGER)
    labs = list(labs)
    problems = [problem for lab in labs for problem in find_problems(lab, ANALYSES)]
    if problems:
        raise Refusal(
            "lab_invalid", " ".join(str(problem) for problem in problems), mend="Mend the files and load again."
        )
    there = {
        one.key: one for one in LabDefinition.objects.filter(programme_version=version).prefetch_related("corrections")
    }
    contents = {lab.key: lab.model_dump(mode="json") for lab in labs}
    for key, one in there.items():
        if contents.get(key) not in (one.definition, _as_loaded(one)):
            raise Refusal(
                "lab_changed",
                f"The lab “{key}” is there with another content.",
                mend="Load the pack as a new version of the programme first.",
            )
    new = [
        LabDefinition(
            programme_version=version,
            key=lab.key,
            version=lab.version,
            title=lab.title,
            definition=contents[lab.key],
            loaded_at=now,
        )
        for lab in labs
        if lab.key not in there
    ]
    if new:
        LabDefinition.objects.bulk_create(new)
        hashes = {one.key: digest(one.definition) for one in new}
        record(LabsLoaded(programme=version.digest, labs=hashes), actor=actor.code, now=now)
    return list(LabDefinition.objects.filter(programme_version=version))


def _as_loaded(definition: LabDefinition) -> object:
    """The definition before its first correction: a pack that is loaded again is the one that was loaded."""
    applied = [one for one in definition.corrections.all() if one.state == "applied"]
    return applied[0].before if applied else definition.definition
