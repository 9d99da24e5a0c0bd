"""`python -m practicum`: what the launcher runs."""

import os
import signal

# A process that this one starts reads this file too, and must not become another command.
if __name__ == "__main__":
    # Ctrl-C while libraries are loaded just ends it.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from practicum.site.cli.main import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
