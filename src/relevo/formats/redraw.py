"""Draw pictures and PDF pages anew, so that nothing goes along that is not seen.

What hides in a file (place and camera of a photograph, thumbnails, scripts, forms, embedded files,
a second file behind the first) is not removed piece by piece: only what was drawn is kept. Every
picture becomes a plain JPEG, every PDF a PDF of such pictures.

Reading files of strangers belongs into a process of its own with little memory and time, which
cannot write: ``python -m relevo.formats.redraw`` reads a file from its input and answers on its
output. ``relevo.plumbing.apart`` starts it.
"""

import io
import resource
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageOps

MOST_BYTES = 8_000_000
MOST_DRAWN_BYTES = 11_000_000
MOST_PIXELS = 50_000_000
MOST_PAGES = 20
LONGEST_SIDE = 2_000
QUALITY = 85
POINTS = 72
DOTS = 150
PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
MEMORY, SECONDS = 1_500_000_000, 30


class RedrawRefused(Exception):
    """A file that is not drawn: ``problem`` is a code."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What is kept: ``kind`` is image (a JPEG) or pdf."""

    kind: str
    pages: int
    content: bytes


def redraw(data: bytes) -> Redrawn:
    """A file drawn anew. What it is, its first bytes say; a name or a header is not asked.

    RedrawRefused: empty, too_large, heic, unknown_kind, broken, too_many_pixels, too_many_pages,
    locked, too_large_drawn.
    """
    if not data:
        raise RedrawRefused("empty")
    if len(data) > MOST_BYTES:
        raise RedrawRefused("too_large")
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise RedrawRefused("heic")
    if data.startswith(b"%PDF-"):
        drawn = _redraw_pdf(data)
    elif form := _form_of(data):
        drawn = Redrawn("image", 1, _redraw_picture(data, form=form))
    else:
        raise RedrawRefused("unknown_kind")
    if len(drawn.content) > MOST_DRAWN_BYTES:
        raise RedrawRefused("too_large_drawn")
    return drawn


def _form_of(data: bytes) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((form for start, form in PICTURES.items() if data.startswith(start)), "")


def _redraw_picture(data: bytes, *, form: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=[form])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise RedrawRefused("too_many_pixels") from bomb
    except Exception as unreadable:  # a picture is broken in as many ways as there are formats
        raise RedrawRefused("broken") from unreadable
    if picture.width * picture.height > MOST_PIXELS:  # said by its head, before it is unpacked
        raise RedrawRefused("too_many_pixels")
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is unpacked small
        return _as_jpeg(ImageOps.exif_transpose(picture))
    except Exception as unreadable:  # the same
        raise RedrawRefused("broken") from unreadable


def _as_jpeg(picture: Image.Image) -> bytes:
    """Pixels only, on white where nothing was drawn."""
    picture = picture.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(picture, mask=picture.getchannel("A"))
    drawn = io.BytesIO()
    plain.save(drawn, format="JPEG", quality=QUALITY)
    return drawn.getvalue()


@dataclass(frozen=True, slots=True)
class _Page:
    width: int
    height: int
    jpeg: bytes


def _redraw_pdf(data: bytes) -> Redrawn:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as unreadable:
        is_locked = "password" in str(unreadable).lower()
        raise RedrawRefused("locked" if is_locked else "broken") from unreadable
    try:
        number = len(document)
        if number > MOST_PAGES:
            raise RedrawRefused("too_many_pages")
        document.init_forms()  # what was filled in is seen; nothing in it runs
        pages = [_drawn(document[place]) for place in range(number)]
    except pypdfium2.PdfiumError as unreadable:
        raise RedrawRefused("broken") from unreadable
    finally:
        document.close()
    return Redrawn("pdf", number, pdf_of(pages))


def _drawn(page: pypdfium2.PdfPage) -> _Page:
    longest = max(page.get_size())
    scale = min(DOTS / POINTS, LONGEST_SIDE / longest) if longest else 1
    picture = page.render(scale=scale).to_pil()
    page.close()
    return _Page(picture.width, picture.height, _as_jpeg(picture))


def pdf_of(pages: Iterable[_Page]) -> bytes:
    """A PDF with one picture a page, and nothing that says who, when or with what."""
    kids: list[str] = []
    objects: list[bytes] = [b"", b""]  # the catalog and the list of pages come first
    for page in pages:
        wide, high = (side * POINTS / DOTS for side in (page.width, page.height))
        first = len(objects) + 1
        drawing = f"q {wide:.2f} 0 0 {high:.2f} 0 0 cm /P Do Q".encode()
        head = (
            f"<< /Type /XObject /Subtype /Image /Width {page.width} /Height {page.height}"
            f" /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
            f" /Length {len(page.jpeg)} >>"
        )
        leaf = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2f} {high:.2f}]"
            f" /Contents {first + 1} 0 R /Resources << /XObject << /P {first} 0 R >> >> >>"
        )
        objects += [
            _stream(head, page.jpeg),
            _stream(f"<< /Length {len(drawing)} >>", drawing),
            leaf.encode(),
        ]
        kids.append(f"{first + 2} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _assembled(objects)


def _stream(head: str, content: bytes) -> bytes:
    return b"".join((head.encode(), b"\nstream\n", content, b"\nendstream"))


def _assembled(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    )
    return out.getvalue()


def answered(data: bytes) -> bytes:
    """What the process answers: one line, and the file where there is one."""
    try:
        drawn = redraw(data)
    except RedrawRefused as refusal:
        return f"no {refusal.problem}\n".encode()
    return f"yes {drawn.kind} {drawn.pages}\n".encode() + drawn.content


def read_answer(answer: bytes) -> Redrawn:
    """The answer of the process back as a value, or its refusal; anything else is broken."""
    line, _end, content = answer.partition(b"\n")
    match line.decode("ascii", "replace").split(" "):
        case ["yes", kind, pages]:
            return Redrawn(kind, int(pages), content)
        case ["no", problem]:
            raise RedrawRefused(problem)
        case _:
            raise RedrawRefused("broken")


def main() -> None:
    """Answer one file; whatever it holds, nothing is written and little is used."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    sys.stdout.buffer.write(answered(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
