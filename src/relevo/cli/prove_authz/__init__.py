"""The authorisation matrix: every address x who asks x how, on this very instance.

``policy`` says who may; ``world`` builds one invented case with everybody around it; ``matrix``
asks; ``proof`` counts.
"""

from relevo.cli.prove_authz.proof import prove

__all__ = ["prove"]
