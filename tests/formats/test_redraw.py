"""Files as strangers send them: only what is seen is kept."""

import io
import json
import resource
import struct
import subprocess
import sys
import zipfile
import zlib

import pypdfium2
import pytest
from PIL import Image, PngImagePlugin

from relevo.formats import redraw as door
from relevo.formats.redraw import Redrawn, RedrawRefused, answered, read_answer, redraw
from relevo.plumbing.apart import redraw_apart

SECRET = b"CANARIO-13.8-87.9"
HTML = b"<html><script>alert(1)</script>" + SECRET


def picture(form="JPEG", size=(60, 40), color=(200, 30, 30), **saved):
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, form, **saved)
    return file.getvalue()


def with_exif():
    """A photograph that was turned, with where and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (13.0, 8.0, 1.0), 3: "W", 4: (87.0, 9.0, 1.0)})
    return picture(exif=exif, comment=SECRET, icc_profile=b"ICC" + SECRET)


def with_text():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    return picture("PNG", pnginfo=text)


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.html", SECRET)
    return file.getvalue()


def png_of(wide, high):
    """A picture that says it is huge and holds nothing."""

    def chunk(name, content):
        crc = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + crc

    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"".join(
        (b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0" * 9)))
    )


def pdf(pages=1, size=(595, 842)):
    document = pypdfium2.PdfDocument.new()
    for _number in range(pages):
        document.new_page(*size)
    file = io.BytesIO()
    document.save(file)
    document.close()
    return file.getvalue()


def pdf_with(*more, catalog=""):
    """A PDF of one page with further objects, and what its catalog says of them."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>",
        *more,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF"


HIDING = {
    "exif": with_exif(),
    "text": with_text(),
    "jpeg_and_zip": picture() + zipped(),
    "jpeg_and_html": picture() + HTML,
    "png_and_html": picture("PNG") + HTML,
    "webp_and_html": picture("WEBP") + HTML,
    "pdf_with_script": pdf_with(
        b"<< /S /JavaScript /JS (app.alert\\('" + SECRET + b"'\\)) >>",
        catalog="/OpenAction 4 0 R",
    ),
    "pdf_with_file": pdf_with(
        b"<< /Names [(a.exe) 5 0 R] >>",
        b"<< /Type /Filespec /F (a.exe) /EF << /F 6 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 17 >>\nstream\n" + SECRET + b"\nendstream",
        catalog="/Names << /EmbeddedFiles 4 0 R >>",
    ),
    "pdf_and_zip": pdf() + zipped(),
}


@pytest.mark.parametrize("what", HIDING)
def test_what_is_not_seen_does_not_go_along(what):
    assert SECRET in HIDING[what] or what.endswith("zip")
    drawn = redraw(HIDING[what])
    for hidden in (SECRET, b"Exif", b"GPS", b"PK\x03\x04", b"JavaScript", b"Filespec", b"<html"):
        assert hidden not in drawn.content
    assert (drawn.kind, drawn.pages) == ("pdf" if what.startswith("pdf") else "image", 1)


def opened(drawn):
    return Image.open(io.BytesIO(drawn.content))


def test_a_turned_photograph_stands_upright_without_its_place():
    kept = opened(redraw(with_exif()))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (40, 60), {})
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_picture_is_kept_smaller(form):
    kept = opened(redraw(picture(form, size=(3000, 1500), color=(10, 200, 10))))
    assert (kept.format, kept.size) == ("JPEG", (2000, 1000))
    red, green, blue = kept.getpixel((1000, 500))
    assert green > 180
    assert max(red, blue) < 40


def test_what_is_see_through_is_white():
    file = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(file, "PNG")
    assert opened(redraw(file.getvalue())).getpixel((4, 4)) == (255, 255, 255)


def test_every_page_of_a_pdf_is_a_picture_and_nothing_else():
    drawn = redraw(pdf(3))
    kept = pypdfium2.PdfDocument(drawn.content)
    assert (drawn.pages, len(kept)) == (3, 3)
    assert [round(side) for side in kept[2].get_size()] == [595, 842]
    assert {one.type for one in kept[0].get_objects()} == {3}  # pictures
    assert set(kept.get_metadata_dict().values()) == {""}
    kept.close()
    assert redraw(drawn.content).pages == 3  # what was drawn can be drawn again


def test_a_page_of_any_size_is_at_most_so_large():
    kept = pypdfium2.PdfDocument(redraw(pdf(size=(14_000, 7_000))).content)
    assert [round(side * 150 / 72) for side in kept[0].get_size()] == [2000, 1000]
    kept.close()


def locked():
    """Encrypted with a password that nobody was told."""
    encrypted = b"<< /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >>" % (b"o" * 32, b"u" * 32)
    file = pdf_with(encrypted)
    return file.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [(a) (a)]")


REFUSED = {
    "empty": (b"", "empty"),
    "oversize": (b"\xff\xd8\xff" + b"\0" * 8_000_000, "too_large"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 40, "heic"),
    "program": (b"MZ\x90\0" + b"\0" * 60, "unknown_kind"),
    "elf": (b"\x7fELF" + b"\0" * 60, "unknown_kind"),
    "gif": (b"GIF89a" + b"\0" * 60, "unknown_kind"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "unknown_kind"),
    "html_and_jpeg": (HTML + picture(), "unknown_kind"),
    "junk_and_pdf": (b"junk\n" + pdf(), "unknown_kind"),
    "archive": (zipped(), "unknown_kind"),
    "bomb": (png_of(60_000, 60_000), "too_many_pixels"),
    "small_bomb": (png_of(9_500, 9_500), "too_many_pixels"),
    "least_bomb": (png_of(8_000, 7_000), "too_many_pixels"),
    "no_rows": (png_of(50, 50), "broken"),
    "truncated": (picture(size=(600, 400))[:500], "broken"),
    "head_only": (b"\xff\xd8\xff\xe0", "broken"),
    "broken_pdf": (b"%PDF-1.7\nnothing", "broken"),
    "no_pages": (pdf_with().replace(b"[3 0 R] /Count 1", b"[] /Count 0"), "broken"),
    "page_missing": (pdf_with().replace(b"/Count 1", b"/Count 2"), "broken"),
    "too_many_pages": (pdf(21, size=(20, 20)), "too_many_pages"),
    "locked": (locked(), "locked"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_refused_by_a_code(what):
    data, problem = REFUSED[what]
    with pytest.raises(RedrawRefused) as refused:
        redraw(data)
    assert (refused.value.problem, str(refused.value)) == (problem, problem)


def test_what_would_be_too_large_when_drawn_is_refused(monkeypatch):
    monkeypatch.setattr(door, "MOST_DRAWN_BYTES", 100)
    with pytest.raises(RedrawRefused, match="too_large_drawn"):
        redraw(picture())


def test_every_cut_of_a_file_is_read_or_refused():
    found = {
        answered(whole[:cut]).partition(b"\n")[0]
        for whole in (with_exif(), with_text(), pdf())
        for cut in range(1, len(whole), max(1, len(whole) // 25))
    }
    assert found <= {b"no broken", b"no unknown_kind", b"yes image 1", b"yes pdf 1"}


def test_the_answer_of_the_process_says_what_was_drawn():
    drawn = redraw(picture())
    assert read_answer(answered(picture())) == drawn
    for answer, problem in ((answered(b"MZ"), "unknown_kind"), (b"", "broken"), (b"?", "broken")):
        with pytest.raises(RedrawRefused, match=problem):
            read_answer(answer)


def test_a_process_of_its_own_draws_the_same():
    assert redraw_apart(with_exif()) == redraw(with_exif())
    with pytest.raises(RedrawRefused, match="heic"):
        redraw_apart(REFUSED["heic"][0])


def test_a_reader_that_crashes_or_hangs_is_a_broken_file():
    for program, seconds in (("relevo.no_such_program", 20), (door.__name__, 0.001)):
        with pytest.raises(RedrawRefused, match="broken"):
            redraw_apart(picture(), program=program, seconds=seconds)


LIMITS = """
import json, resource, sys
from relevo.formats import redraw
sys.stdin = open("/dev/null")
redraw.answered = lambda data: json.dumps(
    [resource.getrlimit(one)[0] for one in
     (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)]
).encode()
redraw.main()
"""


def test_the_process_has_little_memory_and_time_and_writes_no_file():
    done = subprocess.run(
        [sys.executable, "-c", LIMITS],
        env={"PYTHONPATH": "src"},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == [door.MEMORY, door.SECONDS, 0, 0]


def test_main_answers_its_input(monkeypatch):
    class Pipe:
        def __init__(self, content=b""):
            self.buffer = io.BytesIO(content)

    out = Pipe()
    monkeypatch.setattr(resource, "setrlimit", lambda *_limits: None)
    monkeypatch.setattr(sys, "stdin", Pipe(picture()))
    monkeypatch.setattr(sys, "stdout", out)
    door.main()
    assert read_answer(out.buffer.getvalue()) == Redrawn("image", 1, redraw(picture()).content)
