"""`python -m practicum`: what the launcher runs."""

from practicum.site.cli.main import main

main()
