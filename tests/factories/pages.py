"""Pages as tests read them: the text of an answer, after a look at its status."""

from html import unescape
from typing import Any

from django.test import Client


def page(client: Client, url: str, status: int = 200) -> str:
    """What the page shows."""
    answer = client.get(url)
    assert answer.status_code == status, url
    return unescape(answer.content.decode())


def send(client: Client, url: str, data: Any = None, status: int = 302) -> str:
    """Where a form that was sent leads, or the page that came back."""
    answer = client.post(url, data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer["Location"] if status == 302 else unescape(answer.content.decode())
