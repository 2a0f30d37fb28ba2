"""Writing Spanish with the one font that Pillow brings, which has the letters of English only.

Accents, tildes, opening signs, dashes and arrows are drawn here, in strokes as thick as the font's.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

INK = 0
KNOWN = frozenset(map(chr, range(32, 127))) | frozenset("©«°±´·»‘’“”…‹›")
SAME_AS = {"º": "°", "ª": "a", "•": "·", "\u00a0": " ", "‐": "-", "−": "-"}
TURNED = {"¿": "?", "¡": "!"}
DASHES = {"–": 0.5, "—": 0.95}
ARROWS = {"→": 1, "←": -1}
ARROW_WIDTH = 0.95
GAP, RISE, REACH = 0.07, 0.15, 0.12
ACUTE, GRAVE, CIRCUMFLEX, TILDE, DIAERESIS = "\u0301", "\u0300", "\u0302", "\u0303", "\u0308"
Font = ImageFont.FreeTypeFont


@cache
def font_of(size: int) -> Font:
    """Pillow's own font at a size in pixels."""
    found = ImageFont.load_default(size)
    if not isinstance(found, ImageFont.FreeTypeFont):  # pragma: no cover -- without FreeType
        raise TypeError("Pillow was built without FreeType: it has no letters to draw with")
    return found


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign: the letter the font has, and the mark over it."""

    base: str
    mark: str = ""


def _signs(words: str) -> list[_Sign]:
    found = []
    for char in unicodedata.normalize("NFC", words):
        plain = SAME_AS.get(char, char)
        if plain in KNOWN or plain in TURNED or plain in DASHES or plain in ARROWS:
            found.append(_Sign(plain))
            continue
        base, *marks = list(unicodedata.normalize("NFD", char))
        found.append(_Sign(base if base in KNOWN else "?", marks[0] if marks else ""))
    return found


def _advance(sign: _Sign, font: Font) -> float:
    if sign.base in DASHES:
        return DASHES[sign.base] * font.size
    if sign.base in ARROWS:
        return ARROW_WIDTH * font.size
    return font.getlength(TURNED.get(sign.base, sign.base))


def width_in_pixels(words: str, *, font: Font) -> float:
    """How wide the words come out."""
    return sum(_advance(sign, font) for sign in _signs(words))


class Writer:
    """Writes on one image. ``bold``: how many pixels thicker strokes are."""

    def __init__(self, image: Image.Image, canvas: ImageDraw.ImageDraw) -> None:
        self.image = image
        self.canvas = canvas

    def write(self, words: str, *, x: float, y: float, font: Font, bold: float = 0.0) -> None:
        """Write from ``x`` on the baseline ``y``."""
        for sign in _signs(words):
            if sign.base in DASHES:
                self._dash(x, y, length=DASHES[sign.base], font=font, bold=bold)
            elif sign.base in ARROWS:
                self._arrow(x, y, direction=ARROWS[sign.base], font=font, bold=bold)
            elif sign.base in TURNED:
                self._turned(x, y, sign=TURNED[sign.base], font=font, bold=bold)
            else:
                self._letter(x, y, sign=sign, font=font, bold=bold)
            x += _advance(sign, font)

    def _letter(self, x: float, y: float, *, sign: _Sign, font: Font, bold: float) -> None:
        if sign.base == "i" and sign.mark:
            self._dotless(x, y, font=font, bold=bold)
            top = font.getbbox("x", anchor="ls")[1]
        else:
            self.canvas.text((x, y), sign.base, fill=INK, font=font, anchor="ls", stroke_width=bold)
            top = font.getbbox(sign.base, anchor="ls")[1]
        draw = self._marks().get(sign.mark)
        if draw is not None:
            draw(x + font.getlength(sign.base) / 2, y + top - GAP * font.size, font, bold)

    def _marks(self) -> dict[str, Callable[[float, float, Font, float], None]]:
        return {
            ACUTE: self._acute,
            GRAVE: self._grave,
            CIRCUMFLEX: self._circumflex,
            TILDE: self._tilde,
            DIAERESIS: self._diaeresis,
        }

    def _stroke(self, points: list[tuple[float, float]], *, font: Font, bold: float) -> None:
        width = max(1, round(font.size * 0.085 + bold))
        self.canvas.line(points, fill=INK, width=width, joint="curve")

    def _acute(self, x: float, y: float, font: Font, bold: float) -> None:
        rise, reach = RISE * font.size, REACH * font.size
        self._stroke([(x - reach / 3, y), (x + reach, y - rise)], font=font, bold=bold)

    def _grave(self, x: float, y: float, font: Font, bold: float) -> None:
        rise, reach = RISE * font.size, REACH * font.size
        self._stroke([(x + reach / 3, y), (x - reach, y - rise)], font=font, bold=bold)

    def _circumflex(self, x: float, y: float, font: Font, bold: float) -> None:
        rise, reach = RISE * font.size, REACH * font.size
        points = [(x - reach, y), (x, y - rise), (x + reach, y)]
        self._stroke(points, font=font, bold=bold)

    def _tilde(self, x: float, y: float, font: Font, bold: float) -> None:
        reach, rise = 1.7 * REACH * font.size, 0.07 * font.size
        y -= rise
        points = [
            (x - reach, y + rise / 2),
            (x - reach / 2, y - rise),
            (x + reach / 3, y + rise / 2),
            (x + reach, y - rise),
        ]
        self._stroke(points, font=font, bold=bold)

    def _diaeresis(self, x: float, y: float, font: Font, bold: float) -> None:
        away, radius = 1.1 * REACH * font.size, 0.055 * font.size + bold / 2
        y -= radius
        for middle in (x - away, x + away):
            dot = (middle - radius, y - radius, middle + radius, y + radius)
            self.canvas.ellipse(dot, fill=INK)

    def _dotless(self, x: float, y: float, *, font: Font, bold: float) -> None:
        """The stem of an ``i`` up to the height of an ``x``."""
        middle, half = x + font.getlength("i") / 2, (0.085 * font.size + bold) / 2
        top = font.getbbox("x", anchor="ls")[1]
        self.canvas.rectangle((middle - half, y + top, middle + half - 1, y - 1), fill=INK)

    def _turned(self, x: float, y: float, *, sign: str, font: Font, bold: float) -> None:
        """An opening sign: the closing one upside down, its dot at the height of an ``x``."""
        size = round(font.size * 1.6)
        mask = Image.new("L", (size, size), 0)
        ImageDraw.Draw(mask).text(
            (size / 4, size * 0.75), sign, fill=255, font=font, anchor="ls", stroke_width=bold
        )
        turned = mask.rotate(180)
        found = turned.getbbox()
        if found is not None:
            glyph = turned.crop(found)
            top = y + font.getbbox("x", anchor="ls")[1]
            left = x + (font.getlength(sign) - glyph.width) / 2
            self.image.paste(INK, (round(left), round(top)), glyph)

    def _dash(self, x: float, y: float, *, length: float, font: Font, bold: float) -> None:
        level = y - 0.26 * font.size
        ends = [(x + 0.05 * font.size, level), (x + (length - 0.05) * font.size, level)]
        self._stroke(ends, font=font, bold=bold)

    def _arrow(self, x: float, y: float, *, direction: int, font: Font, bold: float) -> None:
        level, half = y - 0.3 * font.size, 0.16 * font.size
        ends = [x + 0.12 * font.size, x + (ARROW_WIDTH - 0.12) * font.size]
        tail, tip = ends if direction > 0 else ends[::-1]
        back = tip - direction * 1.3 * half
        self._stroke([(tail, level), (tip, level)], font=font, bold=bold)
        head = [(back, level - half), (tip, level), (back, level + half)]
        self._stroke(head, font=font, bold=bold)
