"""The key holder: whoever wants a key asks here. No Django, no way to the root key."""
