"""Reads of the programme."""

from practicum.curriculum.models import ProgrammeVersion
from practicum.kernel.errors import NotFound
from practicum.pack.api import LearningPage, Programme

PROGRAMME_CODE = "focp"

# A loaded version never changes: its digest names its content for ever. A handful of versions live at a time.
_READ: dict[str, Programme] = {}
_READ_AT_MOST = 16


def current_version(code: str = PROGRAMME_CODE) -> ProgrammeVersion:
    """The version under which people are admitted now. Raises NotFound when none was loaded.

    Its learning pages are fetched only when asked for.
    """
    version = ProgrammeVersion.objects.filter(code=code, is_current=True).defer("learning").first()
    if version is None:
        raise NotFound("No programme is loaded yet.", mend="An operator loads it with: ./practicum load PACK")
    return version


def get_version(digest: str) -> ProgrammeVersion:
    """The version with this digest. Raises NotFound."""
    version = ProgrammeVersion.objects.filter(digest=digest).defer("learning").first()
    if version is None:
        raise NotFound("There is no such version of the programme.")
    return version


def programme_of(version: ProgrammeVersion) -> Programme:
    """The programme as its pack described it; read once per version and process."""
    if version.digest not in _READ:
        if len(_READ) >= _READ_AT_MOST:
            _READ.clear()
        _READ[version.digest] = Programme.from_json(version.content)
    return _READ[version.digest]


def learning_page(version: ProgrammeVersion, capability_key: str) -> LearningPage:
    """The learning page of one capability. Raises NotFound."""
    pages = version.learning
    if capability_key not in pages:
        raise NotFound(f"There is no learning page “{capability_key}”.", mend="See all pages under /learn/.")
    return LearningPage.model_validate(pages[capability_key])


def learning_pages(version: ProgrammeVersion) -> dict[str, LearningPage]:
    """All learning pages by capability, in the framework's order."""
    return {
        key: LearningPage.model_validate(version.learning[key])
        for key in programme_of(version).framework.capability_keys
        if key in version.learning
    }
