"""SPARQL text as tokens: tells a word from what only looks like one in a string, an IRI or a comment.

No parser: it takes any text, and time in proportion to its length.
"""

import re

# `word` is a keyword, a number or a prefixed name (then `local` is what stands from the colon on), with the points and
# hyphens that touch it; `plain` a variable, a language tag or `||`; `quote` one that opens no string; `mark` any other sign.
TOKEN = re.compile(r'''
    (?P<comment> \#[^\n\r]*+ )
  | (?P<string> """(?>"{0,2}(?:[^"\\]|\\.))*+""" | \'\'\'(?>'{0,2}(?:[^'\\]|\\.))*+\'\'\'
              | "(?:[^"\\\n\r]|\\.)*+" | '(?:[^'\\\n\r]|\\.)*+' )
  | (?P<iri> <(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+> )
  | (?P<plain> [?$]\w++ | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+ | \|\| )
  | (?P<word> (?:[\w.-]++|(?=:)) (?P<local> :(?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*+)? )? )
  | (?P<quote> ["'] )
  | (?P<mark> . )
''', re.VERBOSE | re.DOTALL)


def is_service(token: re.Match[str]) -> bool:
    """Whether a token may ask another server: `SERVICE`, also glued to a neighbour (`1SERVICE`, `SERVICESILENT`)."""
    return token["word"] is not None and "service" in token[0].partition(":")[0].lower()


def without_comments(text: str) -> str:
    return TOKEN.sub(lambda token: " " if token["comment"] else token[0], text)
