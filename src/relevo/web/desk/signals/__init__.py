"""Calls and rumors, what was found out, and what the public is told."""
