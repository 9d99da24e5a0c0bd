"""Writing a transcribed model as the data file that the package ships: one rule a line."""

import json
from pathlib import Path
from typing import Any

from practicum.focus.conformance.notation.transcription import transcribe
from practicum.kernel.errors import Refusal

SOURCE = (
    "FinOps Open Cost and Usage Specification (FOCUS), requirement model, focus.finops.org, by the FOCUS project of "
    "the Joint Development Foundation, licence CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). "
    "Changes: rule ids, columns, levels, conditions and kinds of check only, in a notation of our own; no texts."
)


def write_requirements(model: Path, out: Path) -> dict[str, Any]:
    """Transcribe a published model (JSON) into our notation; returns the head with counts.

    Refusals: `unreadable_model`, `not_a_model`.
    """
    try:
        content = json.loads(model.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refusal(
            "unreadable_model", f"{model} cannot be read as JSON.", mend="Give the model-X.Y.json of a FOCUS version."
        ) from error
    head, *records = transcribe(content)
    head |= {"source": SOURCE, "unknown": sum("unknown" in record for record in records)}
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in (head, *records)]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return head
