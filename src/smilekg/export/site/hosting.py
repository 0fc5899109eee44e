"""The rules that point the permanent IRIs at the address that a site will have."""

from ...terms import DATASET

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
