"""Decisions about agreed routes on plain values, split by noun."""
