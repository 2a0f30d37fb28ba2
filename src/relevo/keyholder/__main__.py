"""``python -m relevo.keyholder``."""

import sys

from relevo.keyholder.process import main

sys.exit(main())
