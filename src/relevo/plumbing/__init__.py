"""Django glue without a domain word."""
