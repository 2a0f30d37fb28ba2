"""Feeds of alerts: GDACS (RSS), the National Hurricane Center (JSON), and Atom or RSS of CAP files.

What comes from outside is read with entities, document types and the network off, and never larger
than ``LARGEST``. A feed that cannot be read is refused whole, with what was read and what would be
accepted; one item that says nothing usable is left out and counted.
"""
