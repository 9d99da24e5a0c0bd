"""Loaded before anything else (see pyproject): tests run in test mode, on a database that is started for them."""

import os

os.environ["PRACTICUM_MODE"] = "test"

from practicum.site.runtime import start_database

start_database()
