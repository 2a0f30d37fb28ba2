"""Pure rules of the situation, by noun."""
