"""What an assignment and the feedback on it must hold. Pure. Feedback here is formative: it never counts."""

from collections.abc import Mapping

from practicum.kernel.errors import Refusal
from practicum.pack.api import Rubric, RubricKind

TEXT_MOST = 60_000  # characters: about ten thousand words, far more than any assignment asks
COMMENT_MOST = 10_000


def check_text(text: str, *, complete: bool) -> str:
    """The text as it is kept. A draft may be empty; what is handed in may not."""
    text = text.replace("\r\n", "\n")
    if "\x00" in text:
        raise Refusal("text_unreadable", "The text holds a character that cannot be stored.", field="text")
    if len(text) > TEXT_MOST:
        raise Refusal(
            "text_long",
            f"The text has {len(text)} characters; {TEXT_MOST} are the most.",
            field="text",
            mend="Shorten it.",
        )
    if complete and not text.strip():
        raise Refusal("text_missing", "There is nothing to hand in yet.", field="text", mend="Write your text first.")
    return text


def check_feedback(rubric: Rubric, levels: Mapping[str, int], comment: str) -> str:
    """The comment, trimmed. Refuses feedback that leaves a criterion out or names what the rubric does not know."""
    if rubric.kind is not RubricKind.FORMATIVE:
        raise Refusal("rubric_summative", "Mentors never mark what counts towards the award.")
    criteria = {criterion.key: criterion for criterion in rubric.criteria}
    scale = {step.level for step in rubric.scale}
    for key in levels:
        if key not in criteria:
            raise Refusal("criterion_unknown", f"The rubric has no criterion “{str(key)[:40]}”.", field=str(key)[:60])
    for key, criterion in criteria.items():
        level = levels.get(key)
        if isinstance(level, bool) or not isinstance(level, int) or level not in scale:
            raise Refusal("level_missing", f"Choose a level for “{criterion.name}”.", field=key)
    comment = comment.replace("\r\n", "\n").strip()
    if "\x00" in comment or len(comment) > COMMENT_MOST:
        raise Refusal("comment_long", f"A comment has at most {COMMENT_MOST} characters.", field="comment")
    if not comment:
        raise Refusal(
            "comment_missing",
            "Levels alone help nobody: say what to do next.",
            field="comment",
            mend="Name one strength and one step that would lift the work most.",
        )
    return comment
