"""What is too large is refused before it is read, on every page, with the limit and the mend."""

import inspect
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from practicum.admissions.rules import BYTES_OF_A_FILE
from practicum.pages.api import limit_of
from practicum.people.api import PROGRAMME_MANAGER
from tests.factories.admissions import make_draft
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


class Body(BytesIO):
    """A body that says how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = super().read(size)
        self.taken += len(chunk)
        return chunk


def send(client: Client, path: str, body: Body, **stated: str) -> Any:
    content = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": body}
    return client.generic("POST", path, **content, **stated)


def part(size: int, *, name: str = "file", filename: str | None = "big.txt") -> bytes:
    said = f'; filename="{filename}"' if filename else ""
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n'
    return head.encode() + b"a" * size + b"\r\n--x--\r\n"


def test_what_states_a_length_beyond_the_limit_is_not_read_at_all(client: Client) -> None:
    person = make_person()
    application = make_draft(person)
    client.force_login(person)
    body = Body(b"a" * MB)
    answer = send(client, f"/apply/{application.code}/files/", body, CONTENT_LENGTH=str(100 * MB))
    assert answer.status_code == 413
    assert body.taken == 0
    page = answer.content.decode()
    assert "5 MB" in page
    assert "Save the file smaller" in page


def test_a_body_in_chunks_is_read_no_further_than_its_limit(client: Client) -> None:
    person = make_person()
    application = make_draft(person)
    client.force_login(person)
    body = Body(part(20 * MB))
    answer = send(
        client, f"/apply/{application.code}/files/", body, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked"
    )
    assert answer.status_code == 413
    assert body.taken <= BYTES_OF_A_FILE + settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1


def test_a_body_in_chunks_within_the_limit_is_taken_like_any_other(client: Client) -> None:
    person = make_person()
    application = make_draft(person)
    client.force_login(person)
    body = Body(part(300, filename="me.txt"))
    path = f"/apply/{application.code}/files/"
    answer = send(client, path, body, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 302
    assert "me.txt" in client.get(path).content.decode()


def test_a_file_just_beyond_its_limit_is_named_beside_its_field(client: Client) -> None:
    person = make_person()
    application = make_draft(person)
    client.force_login(person)
    body = part(BYTES_OF_A_FILE + 1)
    answer = send(client, f"/apply/{application.code}/files/", Body(body), CONTENT_LENGTH=str(len(body)))
    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.content.decode()


@pytest.mark.parametrize("path", ["/verify/", "/accounts/login/", "/apply/start/", "/labs/bills/"])
def test_strangers_send_no_more_than_text(client: Client, path: str) -> None:
    body = Body()
    answer = send(client, path, body, CONTENT_LENGTH=str(3 * MB))
    assert answer.status_code == 413
    assert body.taken == 0


def test_large_bills_are_read_from_those_alone_who_manage_labs(client: Client) -> None:
    body = part(3 * MB, filename="bill.csv")
    path = "/labs/bills/"
    client.force_login(make_person())
    refused = send(client, path, Body(body), CONTENT_LENGTH=str(len(body)))
    assert refused.status_code == 413
    assert "another role" in refused.content.decode()
    client.force_login(make_person((PROGRAMME_MANAGER,)))
    assert send(client, path, Body(body), CONTENT_LENGTH=str(len(body))).status_code == 422
    assert send(client, path, Body(), CONTENT_LENGTH=str(203 * MB)).status_code == 413


def test_too_much_text_beside_a_small_file_is_told_as_well(client: Client) -> None:
    person = make_person()
    application = make_draft(person)
    client.force_login(person)
    body = part(3 * MB, name="reason", filename=None)
    answer = send(client, f"/apply/{application.code}/files/", Body(body), CONTENT_LENGTH=str(len(body)))
    assert answer.status_code == 413
    assert "2 MB" in answer.content.decode()


@pytest.mark.parametrize("charset", ["unicode_escape", "hex", "undefined", "idna", "utf-16"])
def test_no_form_comes_in_an_encoding_of_no_browser(charset: str) -> None:
    client = Client(raise_request_exception=False)
    body = Body(b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--x--\r\n')
    content = {"content_type": f"multipart/form-data; boundary=x; charset={charset}"}
    assert client.generic("POST", "/accounts/login/", body.getvalue(), **content).status_code == 400
    assert client.generic("POST", "/verify/", body.getvalue(), **content).status_code == 400


def test_every_view_that_takes_files_says_how_large_they_may_be() -> None:
    views = [view.callback for view in _views(get_resolver()) if view.callback.__module__.startswith("practicum.")]
    takers = [view for view in views if "request.FILES" in inspect.getsource(inspect.unwrap(view))]
    assert len(takers) >= 7
    assert [view.__qualname__ for view in takers if limit_of(view) is None] == []


def _views(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _views(one)
        else:
            yield one
