"""Complaints at the desk: written down for somebody, read by two, counted for the coordination."""
