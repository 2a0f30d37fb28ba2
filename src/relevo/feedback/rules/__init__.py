"""Decisions about what was told, on plain values. The modules are split by noun."""
