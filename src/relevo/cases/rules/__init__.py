"""Decisions on plain values, by noun: no query, no clock. Import the module you need."""
