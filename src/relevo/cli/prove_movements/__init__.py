"""The proof of live facts: who enforces sees of them what the public sees, and no byte more.

Signals, a movement with windows and a warning, counts that nobody has reconciled, and an emergency
of people on the way that began again, with a figure, a pledge and a temporary point, are told on
this instance, with words and numbers that stand nowhere else; everything is rolled back. First it
is shown that there is something to leak: each of them stands on a page of a coordinator who may
read it. Then every address that answers a GET is asked as each kind of institution that enforces,
in its roles, by somebody who wears a second hat there, and by nobody in particular: pages, feeds,
exports, documents, the instants of today, one at which the emergency was over, and two that no
calendar takes. Advisories and the point itself are for everybody and are not looked for. Last, the
pages of drills are asked an hour after the newest of what was live in them.

``world`` tells what is not to be seen, ``asking`` knows who asks for what, ``drills`` looks at
drills, ``proof`` counts.
"""

from relevo.cli.prove_movements.proof import prove

__all__ = ["prove"]
