"""Writes of the situation, by noun."""
