"""``python -m kapsurvey.cli``: the same commands, where the way to the program of that name is not known."""

from kapsurvey.cli import main

raise SystemExit(main())
