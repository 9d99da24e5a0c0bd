"""The certificate on paper: a page for people, with a code that leads to the verification page."""

import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from practicum.credentials.issuer import issuer_url, verify_address
from practicum.credentials.models import Credential
from practicum.credentials.seal import seal_svg
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Unavailable
from practicum.pack.api import Mode

TEMPLATE = Path(__file__).parent / "print" / "certificate.typ"
_WORDS = {
    Mode.CERTIFICATION: ("Certificate", "met all requirements for the credential"),
    Mode.ASSESSMENT_BASED_CERTIFICATE: (
        "Assessment-based certificate",
        "completed the programme and passed its assessment",
    ),
}


@cache
def _fonts() -> typst.Fonts:
    """Typst's own fonts first; the system's stand in for scripts that those lack. Read once per process: it takes long."""
    return typst.Fonts(include_system_fonts=True)


def certificate_words(credential: Credential) -> dict[str, Any]:
    """What the template prints: what was issued, under the scheme version of that time. A demonstration says that it is one."""
    version = credential.award.candidacy.programme_version
    programme = programme_of(version)
    kind, follow = _WORDS[programme.mode]
    address = verify_address(credential.code)
    qr = io.BytesIO()
    segno.make(address, error="m").save(qr, kind="svg", border=0, dark="#16262b")
    return {
        "title": f"{programme.name}: {credential.holder_name}",
        "issuer": f"{programme.name} programme",
        "kind": f"{kind}: demonstration, no real award" if settings.PRACTICUM.mode == "demo" else kind,
        "lead": "This is to certify that",
        "name": credential.holder_name,
        "follow": follow,
        "programme": programme.name,
        "scope": f"in all {len(programme.framework.capabilities)} capabilities of the framework "
        f"{programme.framework.key}, under version {credential.programme_version} of the scheme.",
        "facts": [
            ["Certificate number", credential.code],
            ["Issued", _day(credential.issued_at)],
            ["Valid until", _day(credential.valid_until)],
            ["Issuer", issuer_url().partition("://")[2]],
        ],
        "small": "This page is for people. Its present status (current, suspended, withdrawn or expired) is at "
        f"{address} . Independent of the FinOps Foundation.",
        "verify": address,
        "seal": seal_svg(version),
        "seal_text": f"Seal of {programme.name}: a closed ring, one segment for each capability.",
        "qr": qr.getvalue().decode(),
        "qr_text": f"QR code that leads to {address}",
    }


def certificate_pdf(credential: Credential) -> bytes:
    """The certificate as PDF/A-2b. It proves nothing; the signed document does.

    Unavailable when no font here can show the name: a certificate with boxes in it would be worse than none.
    """
    words = certificate_words(credential)
    try:
        pdf = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(words, ensure_ascii=False)},
            pdf_standards="a-2b",
            timestamp=int(credential.issued_at.timestamp()),
        )
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        raise Unavailable(
            "The fonts on this server cannot show every character of the name, so no certificate was printed.",
            mend="An operator can install fonts for it (Debian: fonts-noto-core, fonts-noto-cjk). The signed document and "
            "the picture hold the name as it is.",
        ) from None
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single PDF")
    return pdf


def _day(moment: datetime) -> str:
    return f"{moment:%d %B %Y}".lstrip("0")
