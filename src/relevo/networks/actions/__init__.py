"""What is done to networks, one module a noun."""
