"""Recurring terms of the care of the directory: uploads, rounds, change requests."""
