"""How wide words are, without a font at hand: those of a broad one, so that no other runs over."""

from relevo.formats.flowchart.drawing import BOLD, LINE_HEIGHT, SIZES, Anchor, Style, Text

_WIDTHS = {
    char: width / 100
    for width, chars in {
        27: "' ,.IJijl·ÌÍÎÏìíîï‘’",
        36: "-/:;\\f|¦",
        42: '!()[]rt¡²³¹"ªº',
        52: "*_`sz§¨¯°´¸–“”",
        57: "?Lc¿ç",
        62: "FPTYaekovxy«»ÝÞàáâãäåèéêëðòóôõöøýÿ",
        65: "$0123456789EKSbdghnpqu{}¢£¤¥µ¶ÈÉÊËßñùúûüþ",
        70: "ABCRVXZÀÁÂÃÄÅÇ",
        77: "DGHNUÐÑÙÚÛÜ",
        80: "&OQwÒÓÔÕÖØ",
        85: "#+<=>M^~¬±×÷→≤",
        98: "%m¼½¾Æ@W©®æ—…",
    }.items()
    for char in chars
}
_WIDEST = 1.0
HYPHEN = "-"
_BOLDER = 1.14


def width_of(words: str, style: Style) -> float:
    """The width of a line of words in units."""
    em = sum(_WIDTHS.get(char, _WIDEST) for char in words)
    return em * SIZES[style] * (_BOLDER if style in BOLD else 1.0)


def wrap(words: str, *, style: Style, width: float) -> list[str]:
    """The words broken into lines that fit; a word longer than a line is parted."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if width_of(longer, style) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        if width_of(word, style) <= width:
            line = word
            continue
        *cut, line = _pieces(word, style=style, width=width)
        lines += cut
    return [*lines, line] if line else lines


def _pieces(word: str, *, style: Style, width: float) -> list[str]:
    pieces, piece = [], ""
    for char in word:
        if piece and width_of(f"{piece}{char}{HYPHEN}", style) > width:
            pieces.append(piece + HYPHEN)
            piece = ""
        piece += char
    return [*pieces, piece]


def height_of(style: Style) -> float:
    """How far one line of a style stands from the next."""
    return SIZES[style] * LINE_HEIGHT


def set_lines(
    lines: list[tuple[str, Style]], *, x: float, y: float, anchor: Anchor = Anchor.START
) -> tuple[tuple[Text, ...], float]:
    """The lines under each other from ``y`` down, and where they end."""
    texts = []
    for words, style in lines:
        texts.append(Text(x, y + SIZES[style], words, style, anchor))
        y += height_of(style)
    return tuple(texts), y
