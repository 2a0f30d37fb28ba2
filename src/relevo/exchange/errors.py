"""Named refusals of exchanges, practices and commitments; surfaces find the words."""
