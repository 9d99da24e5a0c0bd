"""`python -m practicum`: what the launcher runs."""

from practicum.site.cli.main import main

# A process that this one starts reads this file too, and must not become another command.
if __name__ == "__main__":
    main()
