"""Human Services Data Specification (openreferral.org), by version."""
