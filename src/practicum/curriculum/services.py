"""Writes of the programme: a pack of files becomes the version that people are admitted, taught and judged under."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from practicum.curriculum.events import ProgrammeLoaded, ProgrammeMadeCurrent
from practicum.curriculum.models import ProgrammeVersion
from practicum.focus.api import ANALYSES
from practicum.ledger.api import record
from practicum.pack.api import Pack, load_pack
from practicum.people.api import OPERATOR, PROGRAMME_MANAGER, SYSTEM_CODE, Person, require_role


def load_pack_into(path: Path, *, actor: Person, now: datetime) -> ProgrammeVersion:
    """Check the pack in the folder `path`, store its public part and make it the current version.

    Items and labs are secret and are not stored here. Raises PackInvalid with every problem (a lab that names an
    analysis which this version does not know is one), and changes nothing then.
    """
    return store_pack(load_pack(path, known_analyses=ANALYSES.keys()), actor=actor, now=now)


@transaction.atomic
def store_pack(pack: Pack, *, actor: Person, now: datetime) -> ProgrammeVersion:
    """Store a checked pack and make it the current version of its programme.

    The same files again give the version that is there already; it is made current if it was not. Applications and
    candidacies keep the version that they were begun under.
    """
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR, PROGRAMME_MANAGER)
    programme = pack.programme
    version, made = ProgrammeVersion.objects.get_or_create(
        digest=pack.digest,
        defaults={
            "code": programme.code,
            "version": programme.version,
            "name": programme.name,
            "content": programme.to_json(),
            "learning": {key: page.model_dump(mode="json") for key, page in pack.learning.items()},
            "loaded_at": now,
        },
    )
    facts = {"programme": programme.code, "version": programme.version, "digest": pack.digest}
    if made:
        record(ProgrammeLoaded(**facts), actor=actor.code, now=now)
    if not version.is_current:
        versions = ProgrammeVersion.objects.select_for_update().filter(code=programme.code).order_by("id")
        list(versions.values_list("id"))  # two loads at once queue up here, so that one of them stays current
        versions.filter(is_current=True).update(is_current=False)
        version.is_current = True
        version.save(update_fields=["is_current"])
        record(ProgrammeMadeCurrent(**facts), actor=actor.code, now=now)
    return version
