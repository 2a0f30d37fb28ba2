"""Reads of networks, one module a noun."""
