"""*Su voz*: how a place treated me. No account, no cookie, nothing kept of who writes."""
