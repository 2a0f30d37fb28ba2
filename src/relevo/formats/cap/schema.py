"""Whether a file holds to the schema of CAP 1.2: a view apart from our own reader and writer."""

from functools import cache
from pathlib import Path

from lxml import etree

SCHEMA = Path(__file__).with_name("cap-1.2.xsd")


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA, _parser()))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def schema_problems(data: bytes) -> tuple[str, ...]:
    """What the schema refuses, each with its line; empty: the file is valid CAP 1.2."""
    try:
        document = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        return (str(error),)
    schema = _schema()
    if schema.validate(document):
        return ()
    return tuple(f"{found.line}: {found.message}" for found in schema.error_log)
