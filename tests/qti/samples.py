"""Items as other tools write them, made here."""

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" '
    'identifier="water" title="Water" xml:lang="en" time-dependent="false">'
)
SCORE = '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'
MATCH = '<qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>'
DECLARED = (
    '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">'
    "<qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration>"
)
CHOICES = (
    '<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">'
    '<qti-prompt>Which is <em>wet</em>?</qti-prompt><qti-simple-choice identifier="A">Sand</qti-simple-choice>'
    '<qti-simple-choice identifier="B">Water</qti-simple-choice></qti-choice-interaction>'
)
NUMBER = (
    '<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="float">'
    "<qti-correct-response><qti-value>10</qti-value></qti-correct-response></qti-response-declaration>"
)
ENTRY = '<p>The bill is <qti-text-entry-interaction response-identifier="RESPONSE"/> dollars.</p>'


def single(*, body: str = CHOICES, declared: str = DECLARED, outcome: str = SCORE, processing: str = MATCH) -> bytes:
    """One item; each part may be replaced."""
    return f"{HEAD}{declared}{outcome}<qti-item-body>{body}</qti-item-body>{processing}</qti-assessment-item>".encode()


def rule(test: str, *, points: str = "1", otherwise: str | None = "0") -> str:
    """Response processing of one condition."""
    last = "" if otherwise is None else f"<qti-response-else>{_set(otherwise)}</qti-response-else>"
    return (
        f"<qti-response-processing><qti-response-condition><qti-response-if>{test}{_set(points)}</qti-response-if>{last}"
        "</qti-response-condition></qti-response-processing>"
    )


def equal(attributes: str, *, key_first: bool) -> str:
    """The operator `equal` between key and response."""
    key, response = '<qti-correct identifier="RESPONSE"/>', '<qti-variable identifier="RESPONSE"/>'
    inner = key + response if key_first else response + key
    return f"<qti-equal {attributes}>{inner}</qti-equal>"


def _set(points: str) -> str:
    value = f'<qti-base-value base-type="float">{points}</qti-base-value>'
    return f'<qti-set-outcome-value identifier="SCORE">{value}</qti-set-outcome-value>'
