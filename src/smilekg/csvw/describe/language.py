"""Language tags (BCP 47): which are valid."""

import re

# RFC 5646, section 2.1, without the forms that the registry has no entry for: primary languages of four letters and
# more, and extensions other than `t` and `u`.
_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{3}){0,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[tu](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?|x(-[a-z0-9]{1,8})+", re.ASCII)
_GRANDFATHERED = frozenset((
    "en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo",
    "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de", "art-lojban", "cel-gaulish", "no-bok",
    "no-nyn", "zh-guoyu", "zh-hakka", "zh-min", "zh-min-nan", "zh-xiang"))


def is_language(tag: object) -> bool:
    """Whether `tag` is a language tag, such as `en`, `zh-Hans` or `und`."""
    return isinstance(tag, str) and bool(_TAG.fullmatch(tag.lower()) or tag.lower() in _GRANDFATHERED)


def matches(one: str, other: str) -> bool:
    """Whether two tags are equal when cut to the shorter; `und` is any language."""
    first, second = one.lower().split("-"), other.lower().split("-")
    return "und" in (one, other) or all(a == b for a, b in zip(first, second, strict=False))
