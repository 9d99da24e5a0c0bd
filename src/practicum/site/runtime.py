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


def set_up(*, mode: str | None = None) -> None:
    """Start the database if it is ours, then Django. `mode` applies when the environment names none."""
    if mode:
        os.environ.setdefault("PRACTICUM_MODE", mode)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practicum.site.settings")
    start_database()
    django.setup()


def checkout() -> Path:
    """The folder of the source checkout."""
    return Path(__file__).resolve().parents[3]
