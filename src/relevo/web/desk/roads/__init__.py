"""Roads that are cut, slow or open again."""
