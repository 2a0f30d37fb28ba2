"""What an institution answers for: how long it keeps, incidents, legal demands, the register."""
