"""Reads of exchanges, practices and commitments; one module for each noun."""
