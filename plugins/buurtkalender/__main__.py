"""`python -m buurtkalender` is the same command."""

import sys

from buurtkalender.cli import main

sys.exit(main())
