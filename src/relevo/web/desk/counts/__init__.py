"""What both sides counted, how the two are brought together, what the public gets of it."""
