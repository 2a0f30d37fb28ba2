"""Elements of a small XML file from outside, read within bounds and with nothing looked up.

No document type is accepted, so there are no entities to expand and nothing to fetch; size, depth
and number of elements are bounded before anything is built.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from relevo.formats.cap.errors import CapRefused

LARGEST = 512 * 1024
DEEPEST = 16
MOST_ELEMENTS = 20_000
ENCODINGS = ("utf-8", "us-ascii", "utf-16", "iso-8859-1", "windows-1252")
_BETWEEN = "\n"
"""Cannot stand in a namespace or a name, so it parts the two."""

_SPACES = " \t\r\n"


@dataclass(slots=True)
class Element:
    """``namespace`` and ``name``; ``text`` without the spaces around it; ``line`` from 1."""

    namespace: str
    name: str
    line: int
    children: "list[Element]" = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces).strip(_SPACES)


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.XmlDeclHandler = self._declaration
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.open: list[Element] = []
        self.root = Element("", "", 0)
        self.elements = 0

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ENCODINGS:
            raise CapRefused(
                "encoding",
                line=self.parser.CurrentLineNumber,
                read=encoding,
                accepted=", ".join(ENCODINGS),
            )

    def _doctype(self, name: str, system: str | None, public: str | None, _inside: bool) -> None:  # noqa: FBT001  # expat calls it
        raise CapRefused(
            "document_type",
            line=self.parser.CurrentLineNumber,
            read=" ".join(filter(None, ("<!DOCTYPE", name, public, system))),
            accepted="a file without <!DOCTYPE>",
        )

    def _instruction(self, target: str, _data: str) -> None:
        """An instruction before the message, such as a style sheet, is passed over unread."""
        if self.open:
            raise CapRefused(
                "processing_instruction",
                where=self.open[-1].name,
                line=self.parser.CurrentLineNumber,
                read=target,
                accepted="a message without instructions",
            )

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(_BETWEEN)
        element = Element(namespace, name, self.parser.CurrentLineNumber)
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise CapRefused(
                "too_many_elements",
                where=name,
                line=element.line,
                read=str(self.elements),
                accepted=f"at most {MOST_ELEMENTS}",
            )
        if len(self.open) == DEEPEST:
            raise CapRefused(
                "too_deep",
                where=name,
                line=element.line,
                read=str(DEEPEST + 1),
                accepted=f"at most {DEEPEST} levels",
            )
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, _tag: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].pieces.append(text)


def read_elements(data: bytes) -> Element:
    """The root of the file. Raises CapRefused."""
    if len(data) > LARGEST:
        raise CapRefused("too_large", read=f"{len(data)} bytes", accepted=f"at most {LARGEST}")
    if not data.strip():
        raise CapRefused("empty", accepted="an XML file")
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise CapRefused(
            "not_well_formed",
            line=builder.parser.ErrorLineNumber,
            read=str(error),
            accepted="well-formed XML in the encoding it declares",
        ) from error
    return builder.root
