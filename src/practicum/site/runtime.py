"""From the environment to a Django that runs: the database first, then the settings."""

import os
from pathlib import Path

import django

from practicum.site.config import read_config
from practicum.site.postgres import EmbeddedPostgres


def start_database() -> str:
    """Make sure a database is there; return its URL and put it into DATABASE_URL for this process and its children."""
    config = read_config(os.environ)
    url = config.database_url or EmbeddedPostgres(config.data_dir).start(config.own_database)
    os.environ["DATABASE_URL"] = url
    return url


def set_up_without_database() -> None:
    """Start Django for commands that read no table: no database is looked for, and none is started."""
    if "PRACTICUM_SECRET_KEY" not in os.environ:
        os.environ.setdefault("PRACTICUM_MODE", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
    django.setup()


def set_up(*, mode: str = "", base_url: str = "") -> None:
    """Start the database if it is ours, then Django. `mode` and `base_url` apply when the environment names none."""
    for name, value in (("PRACTICUM_MODE", mode), ("PRACTICUM_BASE_URL", base_url)):
        if value:
            os.environ.setdefault(name, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
    start_database()
    django.setup()


def checkout() -> Path:
    """The folder of the source checkout."""
    return Path(__file__).resolve().parents[3]
