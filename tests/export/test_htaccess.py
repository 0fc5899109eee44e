"""The rules for w3id.org in a real Apache: where each permanent IRI leads, by what is asked for."""

import http.client
import shutil
import tempfile
from pathlib import Path

import pytest
import servers

from smilekg.export.site.hosting import htaccess

SITE = "https://smile.example/some/where"
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CONFIGURATION = """
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/errors
DefaultRuntimeDir {folder}
{modules}
DocumentRoot {folder}/root
<Directory {folder}/root>
  AllowOverride All
  Require all granted
</Directory>
"""


@pytest.fixture(scope="module")
def apache():
    """The port of an Apache whose folder /smilekg/ holds the rules alone, as at w3id.org."""
    program = shutil.which("apache2", path="/usr/sbin:/usr/bin") or shutil.which("httpd")
    modules = Path("/usr/lib/apache2/modules")
    if program is None or not modules.is_dir():
        pytest.skip("Apache is not installed: run scripts/test_services.sh as root on Debian or Ubuntu")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), servers.free_port()
        folder.chmod(0o755)  # its workers are another user
        (folder / "root/smilekg").mkdir(parents=True)
        (folder / "root/smilekg/.htaccess").write_text(htaccess(SITE))
        load = "\n".join(f"LoadModule {one}_module {modules}/mod_{one}.so" for one in ("mpm_event", "authz_core", "rewrite"))
        (folder / "httpd.conf").write_text(CONFIGURATION.format(port=port, folder=folder, modules=load))
        process = servers.start([program, "-d", folder, "-f", folder / "httpd.conf", "-D", "FOREGROUND"], folder, f"http://127.0.0.1:{port}/")
        try:
            yield port
        finally:
            servers.stop(process)


@pytest.mark.parametrize(("path", "accept", "status", "target"), [
    ("id/place/320500", HTML, 303, "id/place/320500/"),
    ("id/place/320500", "*/*", 303, "id/place/320500/"),
    ("id/place/320500", "text/turtle", 303, "id/place/320500.ttl"),
    ("id/place/320500/", "text/turtle;q=0.9, application/rdf+xml;q=0.5", 303, "id/place/320500.ttl"),
    ("id/place/320500", "application/ld+json", 303, "id/place/320500.jsonld"),
    ("id/entry/2019-2020/apps/1.3", "application/json", 303, "id/entry/2019-2020/apps/1.3.jsonld"),
    ("id/place/320500/", HTML, 303, "id/place/320500/"),
    ("id/place/320500.ttl", HTML, 302, "id/place/320500.ttl"),
    ("id/place/320500.jsonld", "text/turtle", 302, "id/place/320500.jsonld"),
    ("ontology/", HTML, 303, "ontology/"),
    ("ontology/", "text/turtle", 303, "ontology.ttl"),
    ("ontology", "application/ld+json", 303, "ontology.jsonld"),
    ("ontology/RankingEntry", "text/turtle", 303, "ontology/RankingEntry.ttl"),
    ("ontology/RankingEntry", HTML, 303, "ontology/RankingEntry/"),
    ("ontology.ttl", HTML, 302, "ontology.ttl"),
    ("data/smilekg.nt.gz", "*/*", 302, "data/smilekg.nt.gz"),
    ("zh/place/320500/?a=b", HTML, 302, "zh/place/320500/?a=b"),
    ("", HTML, 302, "")])
def test_an_iri_leads_to_what_is_asked_for(apache, path, accept, status, target):
    connection = http.client.HTTPConnection("127.0.0.1", apache, timeout=20)
    connection.request("GET", f"/smilekg/{path}", headers={"Accept": accept})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (status, f"{SITE}/{target}")
