"""Figures of a network computed from what happened: small cells hidden, no ranking."""
