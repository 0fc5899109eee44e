"""N-Triples -> Turtle in which the triples of one subject stand together, a block at a time."""

from collections.abc import Iterator


def group_subjects(data: bytes) -> bytes:
    """The lines of `data` with a subject named once where it stays the same; ` ;` instead of ` .` in between.

    A line is `subject predicate object .`; no subject has a blank in it.
    """
    return b"".join(_grouped(data))


def _grouped(data: bytes) -> Iterator[bytes]:
    before = b""
    for line in data.split(b"\n")[:-1]:
        subject, _, rest = line[:-2].partition(b" ")
        if subject == before:
            yield b" ;\n    " + rest
        else:
            yield (b" .\n" if before else b"") + subject + b" " + rest
        before = subject
    if before:
        yield b" .\n"
