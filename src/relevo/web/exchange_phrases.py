"""Recurring terms of exchanges, practices and commitments."""
