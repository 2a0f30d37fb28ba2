"""Decisions on plain values about exchanges, practices and commitments."""
