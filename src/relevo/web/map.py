"""The map as a drawing from the server: no tiles, no script, for phones, paper and e-mail.

Everything is said by shape and letter, never by color alone, and again in the list beside the map.
The drawing carries classes only; ``static/web/map.css`` says how they look:

- ``map-drawing`` the whole; ``map-land`` its scaled land with ``map-neighbor``, ``map-department``
  (``map-department--gt``, ``--hn``, ``--sv``), ``map-river``, ``map-border`` and
  ``map-border--disputed``
- ``map-shade`` an area with its kind (``map-shade--alert``, ``--emergency``, ``--advisory``,
  ``--movement``) and hatch; ``map-way`` a road with its state (``map-way--cut``, ``--slow``)
- ``map-town`` with ``--left``, ``--right`` or ``--below``: where its name stands
- ``map-marker`` with its kind (``map-marker--crossing``, ``--service``, ``--here``, ``--services``
  and those of ``mapping.signs``) and state (``map-marker--open``, ``--restricted``, ``--closed``,
  ``--not_confirmed``); in it ``map-marker__touch`` (the area for a finger), ``map-marker__sign``,
  ``map-marker__letter``
- on the sheet alone, ``map-name`` beside a crossing, ``map-country``, and ``map-sheet`` for what is
  said around the drawing (``static/web/map-file.css``)
- ``map-leader`` from a marker that had to give way to the point it stands for

Borders are drawn at 1:10 million: the drawing never says on which side of a border a point lies.
"""

from relevo.web.mapping.base import Bounds
from relevo.web.mapping.drawing import ATTRIBUTION, render_map
from relevo.web.mapping.layers import Shade, Way
from relevo.web.mapping.signs import Marker, MarkerLeadsElsewhere

__all__ = [
    "ATTRIBUTION",
    "Bounds",
    "Marker",
    "MarkerLeadsElsewhere",
    "Shade",
    "Way",
    "render_map",
]
