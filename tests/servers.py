"""Real stores on loopback, started when a test needs one and ended by their process; and a server that misbehaves."""

import atexit
import contextlib
import ctypes
import functools
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SHIPPED = "https://w3id.org/smilekg/"  # the named graph that holds the shipped data in Virtuoso
VIRTUOSO_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 8
NumberOfBuffers = 8000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass(frozen=True)
class Server:
    """A running store. `login` are the arguments that loading into it needs."""

    url: str
    pid: int
    login: dict[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _die_with_the_tests() -> None:
    """Linux ends the child when the tests are killed and cannot end it themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def start(command: list[str | Path], folder: Path, url: str, seconds: float = 60) -> subprocess.Popen:
    """A server in a process of its own, once it answers."""
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(list(map(str, command)), cwd=folder, stdout=output, stderr=output,
                                   stdin=subprocess.DEVNULL, preexec_fn=_die_with_the_tests)
    end = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < end:
        try:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5).close()
            return process
        except urllib.error.HTTPError:
            return process
        except OSError:
            time.sleep(0.1)
    stop(process)
    raise RuntimeError(f"{command[0]} does not start: {(folder / 'output.txt').read_text('utf-8', 'replace')[-500:]}")


def stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def oxigraph_program() -> Path:
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if found is None:
        pytest.skip("the Oxigraph server is not installed: pip install 'smilekg[dev]'")
    return Path(found)


@contextlib.contextmanager
def oxigraph_server(location: Path | None = None) -> Iterator[Server]:
    """An Oxigraph server of its own, in memory or on disk."""
    program, port = oxigraph_program(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        where = ["--location", location] if location else []
        process = start([program, "serve", "--bind", f"127.0.0.1:{port}", *where], Path(folder), f"http://127.0.0.1:{port}/")
        try:
            yield Server(f"http://127.0.0.1:{port}/query", process.pid)
        finally:
            stop(process)


@contextlib.contextmanager
def smilekg_server(*arguments: str | Path) -> Iterator[Server]:
    """`smilekg serve` in a process of its own; its url is that of the root, without a final slash."""
    port = free_port()
    program = [sys.executable, "-c", "from smilekg.cli import main; main()", "serve", "--port", port, *arguments]
    with tempfile.TemporaryDirectory() as folder:
        process = start(program, Path(folder), f"http://127.0.0.1:{port}/health")
        try:
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        finally:
            stop(process)


@contextlib.contextmanager
def virtuoso_server() -> Iterator[Server]:
    """A Virtuoso of its own in a temporary folder, which cuts answers at 10,000 rows as it does by default."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed: run scripts/test_services.sh as root on Debian or Ubuntu")
    http, sql = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "virtuoso.ini").write_text(VIRTUOSO_INI.format(http=http, sql=sql))
        process = start([program, "+configfile", "virtuoso.ini", "+foreground"], Path(folder),
                        f"http://127.0.0.1:{http}/sparql")
        try:
            yield Server(f"http://127.0.0.1:{http}/sparql", process.pid, {"user": "dba", "password": "dba"})
        finally:
            stop(process)


@functools.cache
def _shared(kind: Callable[[], contextlib.AbstractContextManager[Server]]) -> Server:
    """One server for all test files, with the shipped graph in it."""
    from smilekg.paths import shipped
    from smilekg.remote.upload import upload

    stack = contextlib.ExitStack()
    server = stack.enter_context(kind())
    atexit.register(stack.close)
    with tempfile.TemporaryDirectory() as folder:  # no state file beside the shipped data
        files = [Path(shutil.copy(file, folder)) for file in shipped().graph_files()]
        upload(files, server.url, graph=SHIPPED if server.login else None, **server.login)
    return server


@pytest.fixture(scope="session")
def oxigraph() -> Server:
    """The shipped graph in the default graph of an Oxigraph server."""
    return _shared(oxigraph_server)


@pytest.fixture(scope="session")
def virtuoso() -> Server:
    """The shipped graph in Virtuoso, in the graph SHIPPED."""
    return _shared(virtuoso_server)


class Played(BaseHTTPRequestHandler):
    """A request to a server that does what a test wants. The test's function gets it, and answers or does not."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.seen.append(dict(self.headers) | {"path": self.path, "method": self.command})
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.close_connection = True
        with contextlib.suppress(OSError):  # the client has had enough
            self.server.play(self)

    do_POST = do_HEAD = do_PUT = do_GET

    def give(self, body: bytes, status: int = 200, **headers: object) -> None:
        """A whole answer; `Content_Type` and the like become headers."""
        fields = {"Content_Type": "application/sparql-results+json", "Content_Length": len(body)} | headers
        self.send_response(status)
        for name, value in fields.items():
            if value is not None:
                self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def played(play: Callable[[Played], None]) -> Iterator[ThreadingHTTPServer]:
    """A server on loopback; `.url` is its endpoint, `.seen` the headers of the requests that it got."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Played)
    server.play, server.seen = play, []
    server.daemon_threads, server.block_on_close = True, False
    server.url = f"http://127.0.0.1:{server.server_port}/sparql"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
