"""Loaded before anything else (see pyproject): tests run in test mode, on a database that is started for them."""

import os

os.environ["PRACTICUM_MODE"] = "test"
# Playwright leaves an event loop running in this thread; our code is synchronous all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from practicum.site.runtime import start_database

start_database()
