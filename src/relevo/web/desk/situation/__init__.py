"""The situation: one sheet for both sides, the map, what changed under open plans."""
