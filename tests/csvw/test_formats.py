"""Regular expressions of ECMAScript, and boolean words.

Each expectation was tried in node.js too, which differs in one: without its `u` mode an emoji is two characters.
"""

import pytest

from smilekg.csvw.values.formats import IgnoredFormat, expression, words

# Per expression: texts that match it as a whole, and texts that do not.
MATCHES = {
    "[A-Z]{2}[0-9]+": (["AB1", "ZZ99"], ["AB", "xAB1", "AB1x", "AB1\n"]),
    "^a|b$": (["a", "b"], ["ab", ""]),
    "a$": (["a"], ["a\n"]),
    r"\d+": (["12"], ["１２", "٣"]), r"\w": (["a", "_"], ["é", "汉"]), r"\W": (["é", "-"], ["a"]),
    r"\s": ("\u00a0 \u3000\ufeff\u2028\t\n", "a\x1c\x85\u200b"), r"\S": ["a\x1c\x85\u200b", "\u00a0 \u3000\ufeff"],
    r"[\s\S]": ["a \n", []], r"[^\s]": ["a\x85", " \u00a0"], r"[^\W_]": ["a1", "_-é"], r"[\S1]": ["1a", " "],
    ".": ("a\x85é😀", "\n\r\u2028\u2029"),
    "[]": ([], ["", "a"]), "[^]": ["a\n", []], "[]a]": ([], ["a", "]", "]a"]), "[^]]": (["a]", "]]"], ["a"]),
    "[[a]": ["[a", "]b"], "[a&&b]": ["a&b", "c"], "[a-]": ["a-", "b"], "[-a]": ["a-", "b"], r"[\]-a]": ["]^_`a", "\\b"],
    r"[\b]": ["\b", "b"], r"a\/b": (["a/b"], ["a\\/b"]), r"\.\-\$\^\\": ([".-$^\\"], ["x"]),
    r"\x41\u0042\t\cJ\0": (["AB\t\n\0"], []), "a{,2}": (["a{,2}"], ["a", "aa"]), "a{": (["a{"], ["a"]),
    "}": (["}"], []), "]": (["]"], []), "x{2,3}?": (["xx", "xxx"], ["x", "xxxx"]),
    "(?:a|b)+(c)(?<n>d)": (["abcd"], ["cd"]), "(?=a)..": (["ab"], ["ba"]), "(?!a)..": (["ba"], ["ab"]),
    "a #b": (["a #b"], ["a"]), "": ([""], ["a"]), "a||b": (["", "a", "b"], ["|"]), r"\bab\b": (["ab"], []),
    r"\B": ([""], []),
}


@pytest.mark.parametrize("form", MATCHES)
def test_expression(form):
    good, bad = MATCHES[form]
    assert [text for text in good if not expression(form)(text)] == []
    assert [text for text in bad if expression(form)(text)] == []


@pytest.mark.parametrize("form",
                         ["(", ")", "a)", "[a", "[b-a]", "*", "a**", "a*+", "a++", "a{2}{3}", "a{3,2}", "^*", "\\",
                                  "(?", "(?i)a", "(?P<n>a)", "(?>a)", "(?#a)", "(?<n>a)(?<n>b)", "a|*", "(*)"])
def test_what_is_broken_is_told_apart(form):
    with pytest.raises(IgnoredFormat, match="is no regular expression"):
        expression(form)


@pytest.mark.parametrize("form", [r"(a)\1", r"\p{L}", r"\i", r"\A", r"\Z", r"\k<n>", "(?<=a)b", "(?<!a)b", "(?=a)*",
                                  r"[a-\d]", r"\uD83D\uDE00", r"\01", "(" * 3000 + ")" * 3000,
                                  "a{99999999999999999999}"])
def test_what_python_cannot_say_is_refused(form):
    with pytest.raises(ValueError, match="is not supported") as caught:
        expression(form)
    assert not isinstance(caught.value, IgnoredFormat)


def test_words():
    assert words("Y|N") == ("Y", "N") and words("ja|nein") == ("ja", "nein")
    for form in ("", "Y", "|", "Y|", "|N", "Y|N|?", "Y|Y", "YN"):
        with pytest.raises(IgnoredFormat):
            words(form)
