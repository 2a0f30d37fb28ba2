"""Where the keys of one instance lie: all in the folder of its root key file."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Places:
    """``root_file``: the plain root key; after a ceremony it is not there any more."""

    root_file: Path

    @property
    def folder(self) -> Path:
        return self.root_file.parent / "keys"

    @property
    def store(self) -> Path:
        return self.folder / "keys.sqlite3"

    @property
    def ceremony(self) -> Path:
        """The root key, sealed for each pair of keepers."""
        return self.folder / "root.json"

    @property
    def socket(self) -> Path:
        return self.folder / "holder.sock"

    @property
    def holders(self) -> Path:
        """Key files of before institutions had wrapped keys."""
        return self.root_file.parent / "holders"
