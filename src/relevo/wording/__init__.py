"""Sentences for people: codes of the data apps in Spanish and English, shared by all surfaces."""
