"""Pages as the tests read them: tags that must close, links, blocks of data, and text."""

from html.parser import HTMLParser

from smilekg.pages.site import Site

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Read(HTMLParser):
    """What a page holds: its text, links, blocks of data, and what is wrong with its tags."""

    def __init__(self, page: bytes):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.faults, self.blocks, self.about, self.text = [], [], [], [], [], ""
        self.is_block = False
        self.ids: list[str] = []
        self.values: list[str] = []  # of fields
        self.feed(page.decode("utf-8"))
        self.faults += [f"not closed: {self.open}"] if self.open else []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.faults += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "script" and not given.get("src") and "json" not in (given.get("type") or ""):
            self.faults.append("a script in the page")
        if tag == "style":
            self.faults.append("a style sheet in the page")
        self.links += [given[name] for name in ("href", "action") if given.get(name)]
        self.ids += [given["id"]] if "id" in given else []
        self.values += [given["value"]] if tag == "input" and given.get("value") else []
        if tag not in VOID:
            self.open.append(tag)
        if tag == "script" and given.get("type") == "application/json":
            self.blocks.append("")
        self.is_block = given.get("type") == "application/json"
        self.about += [""] if tag == "script" and given.get("type") == "application/ld+json" else []

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            held = self.blocks if self.is_block else self.about
            held[-1] += data
        else:
            self.text += data


def read(site: Site, path: str, language: str = "en", **query: str | list[str]) -> Read:
    page = site.page(path, language, {name: [one] if isinstance(one, str) else one for name, one in query.items()})
    assert page.status == 200 and page.media_type == "text/html; charset=utf-8"
    return Read(page.body)
