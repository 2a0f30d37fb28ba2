"""What the tests say about the instance; a plugin, loaded before Django reads its settings."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KEPT = {"RELEVO_DATABASE_URL"}  # ./test runs the same tests on both databases

for name in [name for name in os.environ if name.startswith("RELEVO_") and name not in KEPT]:
    del os.environ[name]

# One folder a process: workers of a parallel run share no key file.
folder = Path(tempfile.mkdtemp(prefix="relevo-tests-"))
(folder / "static").mkdir()
atexit.register(shutil.rmtree, folder, ignore_errors=True)
os.environ["RELEVO_DATA_DIR"] = str(folder)
os.environ["RELEVO_SECRET_KEY"] = "a secret of the tests that is long enough and guards nothing"
