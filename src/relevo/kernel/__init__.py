"""Value objects shared by every ring; standard library only."""
