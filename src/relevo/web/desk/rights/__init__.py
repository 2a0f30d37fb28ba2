"""The person's rights at the desk: her key, what it opens, what she asks for."""
