"""`README.md` of an export: what lies in the folder and what may be done with it."""

from ..dataset import Dataset, license_iri
from ..manifest import Listed


def readme(about: Dataset, files: list[Listed]) -> str:
    """Markdown."""
    rows = "".join(f"| `{one.file.path}` | {one.file.about} | {one.bytes:,} |\n" for one in files)
    parts = "".join(f"- **{part.name}**: {_terms(part.license)}, {part.holder}. {part.note}\n" for part in about.parts)
    return (f"# {about.title['en']}\n\n{about.title['zh']}\n\nVersion {about.version}, {about.issued}. {about.iri}\n\n"
            f"{about.description['en']}\n\n{about.description['zh']}\n\n## Rights\n\n{about.rights['en']}\n\n{about.rights['zh']}\n\n"
            f"{parts}\n{about.message} See `CITATION.cff`.\n\n## Files\n\n`manifest.json` lists each with its SHA-256.\n\n"
            f"| file | what | bytes |\n|---|---|---|\n{rows}")


def _terms(license: str) -> str:
    return f"[{license}]({license_iri(license)})" if license else "no licence"
