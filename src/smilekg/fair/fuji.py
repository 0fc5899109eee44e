"""F-UJI: the FAIRsFAIR metrics of a data set, on the descriptions and files of an export. The codes are theirs."""

from collections.abc import Callable, Iterator
from typing import Any

from ..rdf import Triple
from ..terms import PREFIXES, RDF_TYPE
from .outcome import Outcome, fails, has_all, has_some, needs_host, passes
from .subject import Exported

_CORE = {"creator": "creator", "title": "name", "identifier": "identifier", "publisher": "publisher",
         "publication date": "datePublished", "summary": "description", "keywords": "keywords"}
_KNOWN = {"dcat": "http://www.w3.org/ns/dcat#", "void": "http://rdfs.org/ns/void#", "prov": PREFIXES["prov"],
          "dct": PREFIXES["dct"], "foaf": PREFIXES["foaf"], "skos": PREFIXES["skos"]}
# Formats that are open and meant to last.
_LASTING = {"text/csv", "text/turtle", "application/n-triples", "application/n-quads", "application/ld+json",
            "application/rdf+xml", "application/geo+json", "application/vnd.sqlite3"}
_LICENSES = ("https://creativecommons.org/licenses/", "https://spdx.org/licenses/")


def _files(exported: Exported) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = exported.dataset.get("distribution", [])
    return files


def _terms(exported: Exported) -> set[str]:
    """The properties and classes that the descriptions in RDF use, and the access rights that they name."""
    triples: list[Triple] = [*exported.triples("dcat.ttl"), *exported.triples("void.ttl")]
    told = {RDF_TYPE, PREFIXES["dct"] + "accessRights"}
    named = {str(getattr(triple.object, "value", "")) for triple in triples if triple.predicate.value in told}
    return {triple.predicate.value for triple in triples} | named


def f1_01d(exported: Exported) -> Outcome:
    """The data have an identifier that is theirs alone, and it can be followed."""
    iri = exported.dataset.get("identifier", "")
    return needs_host(f"{iri} is an IRI; it must lead somewhere") if iri.startswith("https://") else fails("no IRI")


def f1_02d(exported: Exported) -> Outcome:
    """The identifier is of a kind that is kept, and it can be followed."""
    iri = exported.dataset.get("identifier", "")
    lasts = iri.startswith(("https://w3id.org/", "https://doi.org/"))
    return needs_host(f"{iri} is kept by w3id.org; it must lead somewhere") if lasts else fails(f"{iri!r} is not kept")


def f2_01m(exported: Exported) -> Outcome:
    """The metadata say who, what, when and about what, so that the data can be found and cited."""
    return has_all((name for name, key in _CORE.items() if exported.dataset.get(key)), _CORE)


def f3_01m(exported: Exported) -> Outcome:
    """The metadata name the data: the address, size and type of each file."""
    bare = [file.get("contentUrl", "?") for file in _files(exported)
            if not (file.get("contentUrl") and file.get("contentSize") and file.get("encodingFormat"))]
    if bare or not _files(exported):
        return fails(f"no address, size or type: {', '.join(bare) or 'no file at all'}")
    return passes(f"address, size and type of {len(_files(exported))} files")


def f4_01m(exported: Exported) -> Outcome:
    """Search engines can take the metadata up, and a registry of research data has them."""
    is_schema = "https://schema.org/" in str(exported.dataset.get("@context"))
    return needs_host("dataset.jsonld is schema.org; a registry (DataCite) gets it with the DOI of a deposit") if is_schema \
        else fails("no metadata in the terms of schema.org")


def a1_01m(exported: Exported) -> Outcome:
    """The metadata say who may have the data."""
    public = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    return passes("public, in the terms of DCAT and schema.org") if public in _terms(exported) \
        and exported.dataset.get("isAccessibleForFree") is True else fails("no access right")


def a1_02m(exported: Exported) -> Outcome:
    """The metadata are reached by a standard protocol."""
    url = exported.dataset.get("url", "")
    return passes(f"{url} is https") if url.startswith("https://") else fails(f"{url!r} is not https")


def a1_03d(exported: Exported) -> Outcome:
    """The data are reached by a standard protocol, from the link in the metadata."""
    other = [file["contentUrl"] for file in _files(exported) if not file["contentUrl"].startswith("https://")]
    return fails(f"not https: {', '.join(other)}") if other else needs_host("the links are https; they must lead somewhere")


def a2_01m(exported: Exported) -> Outcome:
    """The metadata stay when the data are gone."""
    return needs_host("an archive that gives DOIs keeps them; .zenodo.json is ready for it")


def i1_01m(exported: Exported) -> Outcome:
    """The metadata are in a formal language."""
    counts = {path: len(exported.triples(path)) for path in ("dcat.ttl", "void.ttl")}
    return passes(", ".join(f"{path}: {count} triples" for path, count in counts.items())) if all(counts.values()) \
        else fails("no RDF")


def i2_01m(exported: Exported) -> Outcome:
    """The metadata use vocabularies that are known."""
    terms = _terms(exported)
    return has_some((name for name, start in _KNOWN.items() if any(term.startswith(start) for term in terms)), "vocabularies")


def i3_01m(exported: Exported) -> Outcome:
    """The metadata link the data to what they are about, come from and go with."""
    wanted = {"prov:wasDerivedFrom": PREFIXES["prov"] + "wasDerivedFrom", "void:Linkset": _KNOWN["void"] + "Linkset",
              "dct:conformsTo": PREFIXES["dct"] + "conformsTo", "dct:spatial": PREFIXES["dct"] + "spatial"}
    terms = _terms(exported)
    return has_all((name for name, iri in wanted.items() if iri in terms), wanted)


def r1_01md(exported: Exported) -> Outcome:
    """The metadata say what the data hold, and the files are as they say."""
    if exported.dataset.get("@type") != "Dataset" or not exported.dataset.get("variableMeasured"):
        return fails("no type, or nothing measured")
    wrong = list(_other_than_said(exported))
    measured = ", ".join(variable["name"] for variable in exported.dataset["variableMeasured"])
    return fails(f"other than said: {', '.join(wrong)}") if wrong else passes(f"measured: {measured}; all sizes are right")


def _other_than_said(exported: Exported) -> Iterator[str]:
    sizes = {file["path"]: file["bytes"] for file in exported.manifest["files"]}
    for file in _files(exported):
        path = next((path for path in sizes if file["contentUrl"].endswith(f"/{path}")), "")
        on_disk = (exported.folder / path).stat().st_size if path and (exported.folder / path).is_file() else -1
        if f"{on_disk} B" != file["contentSize"]:
            yield str(file["contentUrl"])


def r1_1_01m(exported: Exported) -> Outcome:
    """The metadata name a licence that machines know."""
    iri = exported.dataset.get("license", "")
    return passes(f"{iri} is on the SPDX list") if iri.startswith(_LICENSES) else fails(f"no known licence: {iri!r}")


def r1_2_01m(exported: Exported) -> Outcome:
    """The metadata say how the data came to be, in PROV-O."""
    wanted = {f"prov:{name}": PREFIXES["prov"] + name for name in ("wasGeneratedBy", "wasDerivedFrom", "used", "Activity")}
    terms = _terms(exported)
    return has_all((name for name, iri in wanted.items() if iri in terms), wanted)


def r1_3_01m(exported: Exported) -> Outcome:
    """The metadata follow a standard of the field."""
    terms = _terms(exported)
    found = {name for name, iri in {"DCAT": _KNOWN["dcat"] + "Dataset", "VoID": _KNOWN["void"] + "Dataset"}.items() if iri in terms}
    extra = {"RO-Crate": "ro-crate-metadata.json", "Croissant": "croissant.json"}
    return has_some(found | {name for name, path in extra.items() if (exported.folder / path).is_file()}, "standards")


def r1_3_02d(exported: Exported) -> Outcome:
    """The data are in formats that are open and last."""
    return has_some({file["encodingFormat"] for file in _files(exported)} & _LASTING, "formats")


CHECKS: dict[str, Callable[[Exported], Outcome]] = {
    "FsF-F1-01D": f1_01d, "FsF-F1-02D": f1_02d, "FsF-F2-01M": f2_01m, "FsF-F3-01M": f3_01m, "FsF-F4-01M": f4_01m,
    "FsF-A1-01M": a1_01m, "FsF-A1-02M": a1_02m, "FsF-A1-03D": a1_03d, "FsF-A2-01M": a2_01m, "FsF-I1-01M": i1_01m,
    "FsF-I2-01M": i2_01m, "FsF-I3-01M": i3_01m, "FsF-R1-01MD": r1_01md, "FsF-R1.1-01M": r1_1_01m,
    "FsF-R1.2-01M": r1_2_01m, "FsF-R1.3-01M": r1_3_01m, "FsF-R1.3-02D": r1_3_02d}
