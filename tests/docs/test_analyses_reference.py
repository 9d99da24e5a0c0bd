"""The reference of the analyses is what the code says, and says what a reader needs."""

from pathlib import Path

from practicum.focus.analyses.reference import SUBJECTS, public_functions, read_docstring
from practicum.focus.api import LIBRARY, describe_library

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/analyses.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text() == describe_library(), (
        "run ./practicum focus analyses --markdown > docs/reference/analyses.md"
    )


def test_every_function_says_formula_columns_source_and_when_it_cannot_tell() -> None:
    seen = set()
    for module in SUBJECTS:
        for name, function in public_functions(module):
            meaning, parts = read_docstring(function)
            seen.add(name)
            assert meaning, name
            assert {"Formula", "Columns", "Source"} <= set(parts), name
            # What is wrapped by `tells` can be without an answer, and says when.
            assert ("Cannot tell" in parts) == hasattr(function, "__wrapped__"), name
    assert set(LIBRARY) <= seen
