"""Tags: what the policy asks for, what people forgot, and what they mistyped."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.accounts import ENVIRONMENTS
from practicum.focus.simulate.world.estate import Estate

KEYS = ("business_unit", "cost_centre", "environment", "owner", "product")
TEAMS = 3
_UNTAGGED = 2 ** len(KEYS) - 1
_TYPOS = ("environment short", "environment case", "product misspelt", "business_unit case", "owner key")


@dataclass(frozen=True)
class Tagging:
    """`texts[code[resource]]` is the tag text (None: no tags at all). `gap` has a bit for each key that is missing;
    `typo` is 0 for none."""

    texts: tuple[str | None, ...]
    code: Ints
    gap: Ints
    typo: Ints
    team: Ints


def draw_tags(company: Company, estate: Estate, *, seed: int) -> Tagging:
    """Some resources have no tags, some lack a key or two, some have a value or a key that is mistyped."""
    rng, planted, count = chance.stream(seed, chance.TAGS), company.scenario.planted, len(estate)
    luck = rng.random((2, count)) * 100
    team = rng.integers(1, TEAMS + 1, count)
    missing = (1 << rng.integers(0, len(KEYS), count)) | (1 << rng.integers(0, len(KEYS), count))
    gap = np.where(luck[0] < planted.untagged_percent, _UNTAGGED, 0)
    some = (luck[0] >= planted.untagged_percent) & (luck[0] < planted.untagged_percent + planted.tag_gap_percent)
    gap = np.where(some, missing, gap)
    typo = np.where((luck[1] < planted.tag_typo_percent) & (gap == 0), rng.integers(1, len(_TYPOS) + 1, count), 0)
    # However small the company, each fault is there once.
    gap[0], gap[1], typo[2], gap[2] = _UNTAGGED, 1 << KEYS.index("owner"), 1, 0
    if not planted.untagged_percent:
        gap[0] = 0
    # Who has no tags at all has mistyped none.
    typo = np.where(gap == _UNTAGGED, 0, typo)
    shape = (len(company.scenario.products), len(ENVIRONMENTS), TEAMS + 1, 2 ** len(KEYS), len(_TYPOS) + 1)
    parts = (estate.product, estate.environment, team, gap, typo)
    combined = np.ravel_multi_index(parts, shape)
    distinct, code = np.unique(combined, return_inverse=True)
    places = [tuple(int(x) for x in np.unravel_index(one, shape)) for one in distinct]
    texts = tuple(_text(company, (q, e, team_), gaps, typos) for q, e, team_, gaps, typos in places)
    return Tagging(texts=texts, code=code.astype(np.int64), gap=gap, typo=typo, team=team)


def right_tags(company: Company, product: int, environment: int, team: int) -> dict[str, str]:
    """The tags as the policy wants them."""
    one = company.scenario.products[product]
    centre = next(unit.cost_centre for unit in company.scenario.units if unit.name == one.unit)
    return {
        "business_unit": one.unit,
        "cost_centre": centre,
        "environment": ENVIRONMENTS[environment],
        "owner": f"team-{one.key}-{team}",
        "product": one.key,
    }


def mistype(tags: dict[str, str], typo: int) -> tuple[dict[str, str], dict[str, str]]:
    """The tags with the typo, and the truth of it: key, what is written, what is meant."""
    kind = _TYPOS[typo - 1]
    key = kind.split(" ", maxsplit=1)[0]
    meant = tags[key]
    if kind == "owner key":
        rest = {k: v for k, v in tags.items() if k != "owner"} | {"Owner": meant}
        return rest, {"key": "owner", "written": "Owner", "meant": "owner"}
    written = {
        "environment short": {"production": "prd", "staging": "stage", "development": "devel"}.get(meant, "sandbx"),
        "environment case": meant.capitalize(),
        "product misspelt": meant[0] + meant[2:],
        "business_unit case": meant.upper(),
    }[kind]
    return tags | {key: written}, {"key": key, "written": written, "meant": meant}


def tag_policy(company: Company) -> list[dict[str, Any]]:
    """The rows of the tag policy: each key with each allowed value; any value where none is given."""
    scenario = company.scenario
    values: dict[str, list[str | None]] = {
        "business_unit": [unit.name for unit in scenario.units],
        "cost_centre": [unit.cost_centre for unit in scenario.units],
        "environment": list(scenario.environments),
        "owner": [None],
        "product": [product.key for product in scenario.products],
    }
    required = {"business_unit", "environment", "owner", "product"}
    return [
        {"tag_key": key, "allowed_value": value, "required": key in required}
        for key in KEYS
        for value in dict.fromkeys(values[key])
    ]


def _text(company: Company, of: tuple[int, int, int], gap: int, typo: int) -> str | None:
    if gap == _UNTAGGED:
        return None
    tags = right_tags(company, *of)
    if typo:
        tags, _ = mistype(tags, typo)
    kept = {key: value for key, value in tags.items() if key not in KEYS or not gap >> KEYS.index(key) & 1}
    return json.dumps(kept, sort_keys=True)
