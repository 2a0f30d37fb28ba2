"""Recurring terms of agreed routes of articulation."""
