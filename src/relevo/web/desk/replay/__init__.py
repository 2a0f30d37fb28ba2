"""Drills: real events played again on a demo, and read as history on a real instance."""
