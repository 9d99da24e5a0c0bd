"""`python -m practicum`: what the launcher runs."""

from practicum.site.cli import main

main()
