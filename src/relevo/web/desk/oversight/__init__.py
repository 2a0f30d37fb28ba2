"""Oversight: what waits and what is late between institutions, without anybody's identity."""
