"""Recurring terms of networks, their meetings, actas, plans and protocols."""
