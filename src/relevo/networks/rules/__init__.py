"""Rules of networks on plain values, one module a noun."""
