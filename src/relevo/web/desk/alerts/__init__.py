"""Alerts: those that came in, and our own, which two persons write and approve."""
