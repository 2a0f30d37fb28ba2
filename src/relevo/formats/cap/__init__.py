"""The Common Alerting Protocol: reads versions 1.1 and 1.2, writes 1.2."""

from relevo.formats.cap.errors import CapRefused
from relevo.formats.cap.message import (
    P_CODE,
    CapAlert,
    CapArea,
    CapCircle,
    CapInfo,
    CapReading,
    CapReference,
    CapResource,
    Finding,
)
from relevo.formats.cap.reading import parse_cap, read_cap
from relevo.formats.cap.rendering import CONTENT_TYPE, cap_time, render_cap
from relevo.formats.cap.rules import findings, polygon_problem

__all__ = [
    "CONTENT_TYPE",
    "P_CODE",
    "CapAlert",
    "CapArea",
    "CapCircle",
    "CapInfo",
    "CapReading",
    "CapReference",
    "CapRefused",
    "CapResource",
    "Finding",
    "cap_time",
    "findings",
    "parse_cap",
    "polygon_problem",
    "read_cap",
    "render_cap",
]
