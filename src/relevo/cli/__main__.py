"""``python -m relevo.cli``."""

import sys

from relevo.cli.main import main

sys.exit(main())
