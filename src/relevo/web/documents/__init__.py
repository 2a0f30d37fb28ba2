"""Documents that are handed out: composed from rows in the active language."""
