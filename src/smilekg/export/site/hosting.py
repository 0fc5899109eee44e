"""The address that a site will have, and the rules that point the permanent IRIs at it."""

import re

from ...errors import BuildError
from ...terms import DATASET

# Nothing that would have to be escaped in XML, in a link or in a rule of Apache.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")


def checked(address: str) -> str:
    """The address of a site, without a final slash. Raises BuildError for what is none."""
    if not _ADDRESS.fullmatch(address):
        raise BuildError("this is no address that a site can have", column="--base-url", value=address,
                         hint="http:// or https://, a host, and folders of plain letters, such as https://example.org/smilekg")
    return address.rstrip("/")


def is_permanent(root: str) -> bool:
    """Whether an address is that of the permanent IRIs themselves: they lead to a host, and are none."""
    return f"{root}/".startswith(DATASET)


def htaccess(root: str) -> str:
    """The rules for w3id.org: 303 from a thing to its data, where Turtle or JSON-LD is asked for, else to its page."""
    name = "(id/.*[^/]|ontology(?:/.*[^/])?)"
    data = "\n".join(f"RewriteCond %{{HTTP_ACCEPT}} {wanted}\nRewriteRule ^{name}/?$ {root}/$1.{ending} [R=303,L]\n"
                     for ending, wanted in (("jsonld", r"application/(?:ld\+)?json"), ("ttl", r"(?:text/|application/x-)turtle")))
    return f"""# For the folder smilekg/ of github.com/perma-id/w3id.org.
Options +FollowSymLinks
RewriteEngine on

# Documents, by their suffix
RewriteRule ^(.+\\.(?:ttl|jsonld))$ {root}/$1 [R=302,L]

# A thing or term: JSON-LD or Turtle by Accept, else the page for people
{data}
RewriteRule ^{name}/?$ {root}/$1/ [R=303,L]

# Everything else
RewriteRule ^(.*)$ {root}/$1 [R=302,L]
"""
