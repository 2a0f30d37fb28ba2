"""What may not be done where and when, by which legal act."""
