"""A small valid pack as data, to be changed by tests and written where they like."""

import copy
from pathlib import Path
from typing import Any

import yaml

from practicum.pack.files import PackFiles

Data = dict[str, Any]
Step = str | int


def _item(key: str, number: int, area: str, capability: str, level: str) -> Data:
    return {
        "id": f"{key}-{number:02d}",
        "capability": capability,
        "area": area,
        "level": level,
        "kind": "single_choice",
        "state": "draft",
        "stem": f"Question {number} on {key}?",
        "options": [
            {"id": "a", "text": "The first", "why": "Misconception: one."},
            {"id": "b", "text": "The second", "why": "Right: because."},
            {"id": "c", "text": "The third", "why": "Misconception: three."},
        ],
        "key": "b",
        "rationale": "Because the second follows.",
        "source": "Written for the tests",
        "ai_use": "none",
        "enemies": [],
    }


def _items(key: str, area: str, capability: str) -> list[Data]:
    rows = [
        _item(key, number, area, capability, level)
        for number, level in enumerate(("understand", "apply", "analyse"), 1)
    ]
    rows[1] = {k: v for k, v in rows[1].items() if k != "options"}
    rows[1] |= {"kind": "numeric", "key": {"value": "12.5", "tolerance": "0.05", "unit": "percent"}}
    rows[2] |= {"kind": "multiple_choice", "key": ["a", "c"]}
    rows[0]["enemies"] = [f"{key}-02"]
    return rows


def _week(number: int, capabilities: list[str]) -> Data:
    return {
        "number": number,
        "title": f"Week {number}",
        "aim": "To learn.",
        "capabilities": capabilities,
        "preparation": [{"text": "Read.", "minutes": 60, "learning": capabilities}],
        "session": {"minutes": 90, "plan": [{"minutes": 90, "title": "Talk", "how": "In turn."}]},
        "assignment": "memo" if number == 1 else None,
        "lab": "bill" if number == 2 else None,
        "practice_labs": ["bill"] if number == 1 else [],
        "reflection": "What will you change?",
    }


def _rubric(key: str, kind: str) -> Data:
    rubric: Data = {
        "key": key,
        "title": key.title(),
        "kind": kind,
        "scale": [{"level": 0, "name": "Not shown"}, {"level": 1, "name": "Shown"}],
        "criteria": [
            {"key": "clear", "name": "Clear", "weight": 60, "descriptors": {"0": "Dark", "1": "Light"}},
            {"key": "right", "name": "Right", "weight": 40, "descriptors": {"0": "Wrong", "1": "True"}},
        ],
    }
    return rubric | ({"pass_percent": 60} if kind == "summative" else {})


def _task(key: str, kind: str, *, points: int = 5, **fields: Any) -> Data:
    return {
        "key": key,
        "kind": kind,
        "area": "do",
        "level": "apply",
        "question": "How much?",
        "definition": "Over all rows.",
        "points": points,
        "material": "seeing",
        **fields,
    }


def small_pack() -> Data:
    """File -> data (YAML) or text (Markdown). Two domains of one capability each, three areas, two weeks."""
    pages = {"seeing": "see", "doing": "do"}
    return {
        "programme.yaml": {
            "code": "tiny",
            "name": "Tiny Programme",
            "version": "2026.1",
            "framework": "tiny-2026",
            "mode": "certification",
            "summary": "Small: \u20ac 1.",
            "audience": "Testers",
            "outcomes": ["Test."],
        },
        "framework.yaml": {
            "key": "tiny-2026",
            "published": "2026-03-19",
            "source": "Written for the tests",
            "domains": [
                {
                    "key": domain,
                    "name": domain.title(),
                    "summary": "A domain.",
                    "capabilities": [{"key": capability, "name": capability.title(), "summary": "A capability."}],
                }
                for capability, domain in pages.items()
            ],
            "mapping": [
                {"from": "Looking", "to": ["seeing"], "kind": "renamed"},
                {"from": None, "to": ["doing"], "kind": "new"},
            ],
        },
        "review.yaml": {
            "reviewers": 2,
            "blind": True,
            "review_days": 10,
            "remind_days": 3,
            "decision_days": 21,
            "gap_percent": 25,
            "criteria": [
                {
                    "key": key,
                    "title": key.title(),
                    "asks": "Is it shown?",
                    "weight": weight,
                    "levels": [
                        {"level": 0, "name": "No", "text": "Not shown."},
                        {"level": 1, "name": "Yes", "text": "Shown."},
                    ],
                }
                for key, weight in (("practice", 60), ("purpose", 40))
            ],
            "bands": [{"recommend": "offered", "from_percent": 60}, {"recommend": "declined", "from_percent": 0}],
        },
        "roles.yaml": [
            {
                "key": role,
                "title": role.title(),
                "bullet": "Does it.",
                "persona": "Tester",
                "emphasis": ["seeing"],
                "evidence": ["A sample."],
                "seniority_hints": ["Years."],
                "difficulty": "The same examination for all.",
            }
            for role in ("analyst", "manager")
        ],
        "finder.yaml": [
            {
                "key": f"question-{number}",
                "text": "Which?",
                "options": [
                    {"key": "one", "text": "This", "weights": {"analyst": 2}},
                    {"key": "two", "text": "That", "weights": {"manager": 2, "analyst": 1}},
                ],
            }
            for number in range(1, 5)
        ],
        "policies.yaml": {
            "cohort": {"min": 10, "max": 20, "candidates_per_mentor": 5},
            "validity_months": 24,
            "attempts": {"max": 3, "within_months": 12},
            "offer_days": 14,
            "appeal_days": 30,
            "gates": [
                {"key": key, "title": key.title(), "requires": [{"key": "work", "text": "Work done."}]}
                for key in ("enrol", "sit")
            ],
            "eligibility": {
                "years": 5,
                "practice_months": 6,
                "complexity": {
                    "threshold": 2,
                    "points": [
                        {
                            "key": "scopes",
                            "text": "Scopes",
                            "bands": [
                                {"key": "one", "text": "One", "points": 0},
                                {"key": "more", "text": "More", "points": 3},
                            ],
                        }
                    ],
                },
            },
            "retention": {
                "declined_application_years": 2,
                "candidate_work_years": 3,
                "examination_record_years": 6,
                "decision_record_years": 6,
                "register_entry_years": 10,
            },
            "impartiality": {"trainer_years": 2},
            "modes": {
                "certification": {
                    "summary": "Kept apart.",
                    "claims_allowed": ["Certified"],
                    "claims_forbidden": ["All"],
                }
            },
            "ai_use": "Say where.",
            "code_of_conduct": ["Be honest."],
        },
        "blueprint.yaml": {
            "form_length": 7,
            "minutes": 20,
            "areas": [
                {"key": "see", "weight": 40, "capabilities": ["seeing"]},
                {"key": "do", "weight": 40, "capabilities": ["doing"]},
                {"key": "both", "weight": 20, "capabilities": ["seeing", "doing"]},
            ],
            "levels": {"understand": [10, 40], "apply": [10, 50], "analyse": [10, 40]},
        },
        "capstone.yaml": {
            "key": "capstone",
            "title": "Capstone",
            "brief": "# Brief\n\nWrite.\n",
            "rubric": "final",
            "framing": {"analyst": "As an analyst.", "manager": "As a manager."},
            "words_min": 100,
            "words_max": 200,
        },
        "weeks/week-1.yaml": _week(1, ["seeing"]),
        "weeks/week-2.yaml": _week(2, ["doing", "seeing"]),
        "assignments/memo.yaml": {"key": "memo", "title": "Memo", "week": 1, "brief": "Write.", "rubric": "memo"},
        "rubrics/memo.yaml": _rubric("memo", "formative"),
        "rubrics/final.yaml": _rubric("final", "summative"),
        "labs/bill.yaml": {
            "key": "bill",
            "title": "Bill",
            "version": "1.0",
            "role": "analyst",
            "capability": "doing",
            "minutes": 30,
            "case": "A case.",
            "data": {"scenario": "baseline", "months": 2, "rows": 6000, "tables": ["cost_and_usage"]},
            "tasks": [
                _task(
                    "total",
                    "number",
                    points=10,
                    solution={"analysis": "cost_total"},
                    unit="USD",
                    tolerance_percent="0.01",
                    wrong_methods=[{"key": "list", "analysis": "list_total", "feedback": "That is the list price."}],
                ),
                _task("top", "choice", solution={"analysis": "top"}),
                _task("idle", "set", column="ResourceId", solution={"sql": "SELECT 1"}),
                _task(
                    "plan",
                    "decision",
                    points=9,
                    solution={"sql": "SELECT 'buy'"},
                    rationale_points=4,
                    rubric="memo",
                    options=[{"key": one, "text": one} for one in ("buy", "wait")],
                ),
            ],
        },
        **{
            f"learning/{key}.md": "\n".join(
                [
                    "---",
                    f"capability: {key}",
                    f"title: {key}",
                    "minutes: 10",
                    "sources:",
                    "- Tests",
                    "---",
                    "",
                    "Text.",
                    "",
                ]
            )
            for key in pages
        },
        "items/seeing.yaml": _items("seeing", "see", "seeing"),
        "items/doing.yaml": _items("doing", "do", "doing"),
        "items/both.yaml": _items("both", "both", "doing"),
    }


def as_files(pack: Data) -> PackFiles:
    """The pack's files in memory, as the loader would read them."""
    return PackFiles(contents={path: _text(content).encode() for path, content in pack.items()}, problems=())


def write_pack(root: Path, pack: Data) -> Path:
    for path, content in pack.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_text(content), encoding="utf-8")
    return root


def changed(pack: Data, file: str, path: tuple[Step, ...], value: Any) -> Data:
    """A copy of the pack with another value at a path of a file."""
    copied = copy.deepcopy(pack)
    place = copied[file]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return copied


def without(pack: Data, file: str, path: tuple[Step, ...]) -> Data:
    """A copy of the pack without the value at a path of a file."""
    copied = copy.deepcopy(pack)
    place = copied[file]
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return copied


def line_of(pack: Data, file: str, text: str) -> int:
    """The line of the file on which a text stands first."""
    lines = _text(pack[file]).splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def line_count(pack: Data, file: str) -> int:
    return len(_text(pack[file]).splitlines())


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return yaml.dump(content, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True)


class _PlainDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes shared values out instead of using anchors, which packs refuse."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
