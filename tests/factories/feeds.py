"""Documents as sources of alerts give them."""

import json

IOTA = {
    "id": "al312020",
    "name": "Iota",
    "classification": "HU",
    "intensity": "135",
    "latitudeNumeric": 13.6,
    "longitudeNumeric": -83.4,
    "lastUpdate": "2020-11-17T03:00:00.000Z",
}
FAR = IOTA | {"id": "wp992020", "name": "Far", "latitudeNumeric": 20.0, "longitudeNumeric": 150.0}


def storms(*told):
    """The list of active storms."""
    return json.dumps({"activeStorms": list(told)}).encode()


def cap(
    identifier="UNO",
    *,
    sender="demo@ejemplo.org",
    status="Actual",
    sent="2020-11-17T08:00:00-06:00",
    scope="Public",
    addresses="",
    **times,
):
    """A CAP message of an invented sender; ``times``: effective, onset and expires."""
    when = "".join(f"<{name}>{value}</{name}>" for name, value in times.items())
    to = f"<addresses>{addresses}</addresses>" if addresses else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>{sender}</sender><sent>{sent}</sent><status>{status}</status>
<msgType>Alert</msgType><scope>{scope}</scope>{to}<info><language>es</language><category>Met</category>
<event>Lluvia</event><urgency>Expected</urgency><severity>Severe</severity>
<certainty>Likely</certainty>{when}<headline>Lluvia fuerte</headline>
<area><areaDesc>Valle</areaDesc></area></info></alert>""".encode()


def atom(*links):
    """A feed that lists CAP files."""
    entries = "".join(
        f'<entry><link type="application/cap+xml" href="{link}"/></entry>' for link in links
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()
