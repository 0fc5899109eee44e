"""Damaged name -> name. The damage is a function, so each restoration can be proved.

The 2019-2020 document was converted to Traditional characters, encoded as GBK and then damaged byte by byte:

1. each byte pair A3 BF (the fullwidth question mark) became two ASCII question marks;
2. each byte pair that spells one of 21 characters was followed by a pinyin note in brackets;
3. the result was read again in pairs: a pair that means nothing became one `?`, taking an ASCII second byte with it,
   and a pair of the user-defined area became nothing.

Steps 1 and 2 looked at every byte, not at every character, so they also hit the second half of one character with the
first half of the next. That is what broke four names and the headings.
"""

import re
from collections.abc import Callable

from ..errors import BuildError

NOTES = {
    "優": "yōu", "創": "chuàng", "區": "qū", "協": "xié", "執": "zhí", "態": "tài", "戰": "zhàn", "業": "yè",
    "環": "huán", "發": "fā", "監": "jiān", "穩": "wěn", "節": "jié", "統": "tǒng", "續": "xù", "衛": "wèi",
    "規": "guī", "鄉": "xiāng", "醫": "yī", "鎮": "zhèn", "養": "yǎng",
}
_NOTE = re.compile("|".join(rf"(?<={hanzi})\({pinyin}\)" for hanzi, pinyin in NOTES.items()))
_LEFTOVER = re.compile(r"\?|\([a-zà-ǜ]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zà-ǜ]*\)|</?\w+[^>]*>|/p>")
_PAIRS = {hanzi.encode("gbk"): f"({pinyin})" for hanzi, pinyin in NOTES.items()}
# Markup that stood behind a heading or a cell; where the damage swallowed its first byte, the rest stayed in the text.
TAILS = ("", "</p>", "<br")


def damage(text: str, *, question_marks: bool = True) -> str:
    """What the publisher's conversion makes of clean Traditional `text`.

    Two names of the document (major-city-districts 39, counties 73) hold A3 BF and were spared step 1, nobody knows
    why; `question_marks=False` leaves that step out.

    >>> damage("海口</p>")
    '???/p>'
    """
    content = text.encode("gbk")
    if question_marks:
        content = content.replace(b"\xa3\xbf", b"??")
    return _decode(_annotate(content))


def _annotate(content: bytes) -> list[int | str]:
    """The bytes of `content`, with a note (a string) behind each annotated pair, at any alignment."""
    units: list[int | str] = []
    for index, byte in enumerate(content):
        units.append(byte)
        note = _PAIRS.get(content[index - 1:index + 1]) if index else None
        if note:
            units.append(note)
    return units


def _decode(units: list[int | str]) -> str:
    """Read bytes in GBK pairs as the publisher's reader did; strings between them pass through."""
    out, index = [], 0
    while index < len(units):
        unit = units[index]
        if isinstance(unit, str) or unit < 0x80:
            out.append(unit if isinstance(unit, str) else chr(unit))
            index += 1
            continue
        second = units[index + 1] if index + 1 < len(units) else None
        if isinstance(second, int):
            out.append(_pair(unit, second))
            index += 2
        else:  # half a character before a note: the note's bracket is swallowed as an ASCII second byte
            out.append("?")
            if second is not None:
                out.append(second[1:])
            index += 2
    return "".join(out)


def _pair(first: int, second: int) -> str:
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        pass
    user_defined = (0xAA <= first <= 0xAF or 0xF8 <= first <= 0xFE) and 0xA1 <= second <= 0xFE
    return "" if user_defined else "?"


def strip_notes(text: str) -> str:
    """`text` without the pinyin notes that stand behind the 21 annotated characters."""
    return _NOTE.sub("", text)


def is_damaged(text: str) -> bool:
    """Whether bytes were lost: undamaged text becomes itself again when its notes are taken off and put back."""
    clean = strip_notes(text)
    try:
        return bool(_LEFTOVER.search(clean)) or damage(clean, question_marks=False) != text
    except UnicodeEncodeError:  # a character that GBK does not have cannot come from the publisher's conversion
        return True


def is_spared(text: str) -> bool:
    """Whether undamaged `text` holds bytes that the damage hit everywhere else."""
    clean = strip_notes(text)
    return not is_damaged(text) and damage(clean) != text


def proof(clean: str, published: str) -> str | None:
    """The clean Traditional text, with the markup behind it, whose damage is `published`; None when nothing fits."""
    try:
        return next((clean + tail for tail in TAILS if damage(clean + tail) == published), None)
    except UnicodeEncodeError:
        return None


def candidates(published: str, names: list[str]) -> list[str]:
    """Those of the clean Traditional `names` whose damage is `published`."""
    return [name for name in names if proof(name, published)]


class Script:
    """Traditional <-> Simplified, by OpenCC, with the one character that the document itself got wrong."""

    def __init__(self) -> None:
        try:
            import opencc  # only a build from the published rows needs it
        except ImportError:
            raise BuildError("reading the published rows needs OpenCC", value="opencc",
                             hint="pip install 'smilekg[ingest]'") from None

        self._simplify: Callable[[str], str] = opencc.OpenCC("t2s").convert
        self._traditional: Callable[[str], str] = opencc.OpenCC("s2t").convert

    def simplified(self, text: str) -> str:
        # 陜 (U+965C, a variant of 峽) was written for 陝 (U+965D, as in 陝西), and OpenCC rightly leaves it alone.
        return self._simplify(text.replace("陜", "陝"))

    def traditional(self, text: str) -> str:
        return self._traditional(text)
