"""Reads of the situation, by noun."""
