"""The proof of alerts: what we publish is valid, and what is meant to do harm is refused.

``hostile`` holds the files that do harm; ``proof`` publishes through the actions and counts.
"""

from relevo.cli.prove_cap.proof import prove

__all__ = ["prove"]
