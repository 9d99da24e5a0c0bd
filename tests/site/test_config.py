"""Production refuses what is unsafe there, and says which variable and what to do."""

import pytest

from practicum.kernel.errors import Refusal
from practicum.site.config import DEMO_SECRET, read_config

SAFE = {
    "PRACTICUM_SECRET_KEY": "k" * 48,
    "PRACTICUM_KEY_SEAL": "s" * 48,
    "PRACTICUM_BASE_URL": "https://certification.example.org",
    "PRACTICUM_MAIL_URL": "smtp://mail.example.org:587",
}


def test_safe_production_starts() -> None:
    config = read_config(SAFE)
    assert config.is_production
    assert not config.simulated_time
    assert config.allowed_hosts == ("certification.example.org",)


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"PRACTICUM_SECRET_KEY": ""}, "PRACTICUM_SECRET_KEY"),
        ({"PRACTICUM_SECRET_KEY": DEMO_SECRET}, "PRACTICUM_SECRET_KEY"),
        ({"PRACTICUM_SECRET_KEY": "short"}, "PRACTICUM_SECRET_KEY"),
        ({"PRACTICUM_KEY_SEAL": DEMO_SECRET}, "PRACTICUM_KEY_SEAL"),
        ({"PRACTICUM_DEBUG": "1"}, "PRACTICUM_DEBUG"),
        ({"PRACTICUM_DEBUG": "maybe"}, "PRACTICUM_DEBUG"),
        ({"PRACTICUM_DEMO_SIGN_IN": "1"}, "PRACTICUM_DEMO_SIGN_IN"),
        ({"PRACTICUM_BASE_URL": "http://certification.example.org"}, "PRACTICUM_BASE_URL"),
        ({"PRACTICUM_BASE_URL": ""}, "PRACTICUM_BASE_URL"),
        ({"PRACTICUM_ISSUER_URL": "http://old.example.org"}, "PRACTICUM_ISSUER_URL"),
        ({"PRACTICUM_MAIL_URL": ""}, "PRACTICUM_MAIL_URL"),
        ({"PRACTICUM_MAIL_URL": "imap://mail.example.org"}, "PRACTICUM_MAIL_URL"),
        ({"PRACTICUM_MAIL_URL": "smtp://"}, "PRACTICUM_MAIL_URL"),
        ({"PRACTICUM_MAIL_URL": "smtp://mail.example.org:post"}, "PRACTICUM_MAIL_URL"),
        ({"PRACTICUM_MAIL_URL": "smtp://user@mail.example.org"}, "PRACTICUM_MAIL_URL"),
        ({"PRACTICUM_MAIL_FROM": "Practicum"}, "PRACTICUM_MAIL_FROM"),
        ({"PRACTICUM_HOLD_DECISIONS": "perhaps"}, "PRACTICUM_HOLD_DECISIONS"),
        ({"PRACTICUM_MODE": "prod"}, "PRACTICUM_MODE"),
    ],
)
def test_unsafe_production_is_refused(change: dict[str, str], variable: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_config({**SAFE, **change})
    assert refused.value.field == variable
    assert variable in str(refused.value)
    assert refused.value.mend


def test_a_site_that_moved_answers_at_both_addresses() -> None:
    assert read_config(SAFE).issuer_url == SAFE["PRACTICUM_BASE_URL"]
    moved = read_config({**SAFE, "PRACTICUM_ISSUER_URL": "https://old.example.org/"})
    assert moved.issuer_url == "https://old.example.org"
    assert moved.allowed_hosts == ("certification.example.org", "old.example.org")


@pytest.mark.parametrize("variable", ["PRACTICUM_BASE_URL", "PRACTICUM_ISSUER_URL"])
@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "https:///certification",
        "https://user:password@certification.example.org",
        "https://a certification.example.org",
        "https://*",
        "https://.example.org",
        "https://certification..example.org",
        "https://[::1",
        "https://[::1]",
        "https://certification.example.org:port",
        "https://certification.example.org:99999",
        "https://certification.example.org/?programme=1",
        "https://certification.example.org#programme",
        "https://certification.example.org/a/../b",
        "https://münchen.example",
    ],
)
def test_no_signature_names_such_an_address(variable: str, address: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_config({**SAFE, variable: address})
    assert refused.value.field == variable


@pytest.mark.parametrize(
    "address", ["https://a.example.org:8443/finops/v1.0", "https://a.example.org", "https://127.0.0.1"]
)
def test_plain_addresses_are_taken(address: str) -> None:
    assert read_config({**SAFE, "PRACTICUM_BASE_URL": f" {address}/\n"}).issuer_url == address


def test_further_hosts_come_beside_our_own() -> None:
    hosts = read_config({**SAFE, "PRACTICUM_ALLOWED_HOSTS": "inside.example.org"}).allowed_hosts
    assert hosts == ("certification.example.org", "inside.example.org")


def test_nothing_set_means_production_and_is_refused() -> None:
    with pytest.raises(Refusal):
        read_config({})


def test_demo_needs_nothing() -> None:
    config = read_config({"PRACTICUM_MODE": "demo"})
    assert config.demo_sign_in
    assert not config.is_production
