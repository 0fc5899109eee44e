"""Tables to N-Triples on Spark: the function of each table over pieces of its files, all at once on many machines.

Spark's own CSV reader is not used: it loses rows of tables with line breaks in cells. See `pieces` for how files are
cut, `tasks` for what a task does, `cluster` for the jobs, `folder` for the output. No other module imports pyspark.
"""

import contextlib
import os
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import BuildError, TableError
from ..engine import Job, Totals
from .cluster import Cluster, total
from .folder import check_name, folder_for
from .pieces import PIECE, is_parquet, is_remote, local_parts

Settings = dict[str, bool | float | int | str | None]
_PACKAGE = Path(__file__).resolve().parents[2]
# The settings of a Spark that is started here. On this machine alone it listens on no network.
_CONF: Settings = {"spark.app.name": "smilekg", "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
                   "spark.log.level": "ERROR"}
_LOCAL: Settings = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1",
                    "spark.pyspark.python": sys.executable, "spark.pyspark.driver.python": sys.executable}
# The package as it was sent to the machines of each session, which ask for it again as long as the session is open.
_SHIPPED: dict[str, tempfile.TemporaryDirectory[str]] = {}
_HINT = "pip install 'smilekg[spark]'; Java 17 is needed"


@dataclass(frozen=True)
class Ran:
    """What a run on Spark did: `rejects` is the file of the rejected rows, where there are some."""

    totals: Totals
    warnings: tuple[str, ...] = ()
    rejects: str | None = None


def run_spark(job: Job, output: str, *, master: str | None = None, inputs: dict[str, str] | None = None,
              first: bytes = b"", piece: int = PIECE,
              progress: Callable[[Totals], None] = lambda totals: None) -> Ran:
    """Every table of `job` on Spark; the folder `output` gets parts of N-Triples and `_SUCCESS`, or is not there.

    The lines are those of `run_here`, in another order. `output` is a path, or a url that Hadoop knows. `master` is
    Spark's (default: that of a session which is open already or of spark-submit, else `local[*]`). `inputs` gives, by
    a table's url, another place to read it from: a file, a folder or a pattern of CSV parts or Parquet, as a path or
    url. `first` is N-Triples of the group and its tables. `piece`: bytes that a task reads, about.
    `job.folder` and `job.left_out` are not used; `job.turtle` is refused.

    Raises TableError for the first bad value by table, part and line where the job stops at one, and for a broken key;
    BuildError where pyspark or Java is missing, or the output cannot be written.
    """
    check_name(output)
    if job.turtle:
        raise BuildError("Spark writes N-Triples, not Turtle", file=output)
    _check_inputs(job, inputs or {})
    with (_session(master) as spark, _says_what_failed(),
          contextlib.closing(folder_for(output, spark.sparkContext)) as folder):
        cluster = Cluster(spark, job, inputs, piece, progress)
        warnings = cluster.check_keys()
        outcomes = cluster.save(folder.place, first)
        rejects = folder.commit(cluster.rejected(outcomes) if job.on_error == "report" else [])
    totals = total(outcomes)
    totals.triples += first.count(b"\n")
    return Ran(totals, warnings, rejects)


def stand_in(text: str) -> Path | None:
    """The file whose header is that of the table at `text`: its first part. None where only Spark can read it."""
    return None if is_remote(text) or is_parquet(text) else local_parts(text)[0]


def _check_inputs(job: Job, inputs: dict[str, str]) -> None:
    urls = [table.url for table in job.group.tables]
    for url in inputs:
        if url not in urls:
            raise TableError("an input is given for no table", value=url, hint=f"the tables are {', '.join(urls)}")


@contextlib.contextmanager
def _says_what_failed() -> Iterator[None]:
    """Spark's errors as ours, which are one line and not a hundred."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (Py4JError, PySparkException) as error:
        raise BuildError("Spark could not finish", hint=_reason(str(error))) from None


def _reason(text: str) -> str:
    """What says most in a stack trace: the error of Python in a task, or of Java, and not that of Spark around it."""
    errors = re.findall(r"(?:^|\s)((?!py4j)[\w.]+(?:Error|Exception): .+)", text)
    inner = [error for error in errors if not error.startswith("org.apache.spark.")]
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("WARNING")]
    return (inner or errors or lines or ["no reason was given"])[0][:500]


@contextlib.contextmanager
def _session(master: str | None) -> Iterator[Any]:
    """A session of Spark that has this package: the one that is open, or one that ends with the run."""
    spark = _opened()
    started = spark is None
    if spark is None:
        spark = _start(master)
    elif master not in (None, spark.sparkContext.master):
        raise BuildError("a session of Spark with another master is open", column="--master", value=master,
                         hint=f"stop it first: its master is {spark.sparkContext.master}")
    try:
        _ship(spark.sparkContext)
        yield spark
    finally:
        if started:
            name = spark.sparkContext.applicationId
            spark.stop()
            if name in _SHIPPED:
                _SHIPPED.pop(name).cleanup()


def _opened() -> Any:
    """The session that is open, or None."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise BuildError("Spark is not installed", hint=_HINT) from None
    return SparkSession.getActiveSession()


def _start(master: str | None) -> Any:
    """A new session. What Java says while it starts is kept back, and shown only if it does not."""
    from pyspark.sql import SparkSession

    submitted = "PYSPARK_GATEWAY_PORT" in os.environ  # by spark-submit, which has started Java
    master = master or (None if submitted else os.environ.get("MASTER", "local[*]"))
    if not submitted and not _java():
        raise BuildError("Spark found no Java", hint=_HINT)
    local = master is not None and master.startswith("local")
    builder = SparkSession.builder.config(map=_CONF | (_LOCAL if local else {}))
    if master:
        builder = builder.master(master)
    with tempfile.TemporaryFile() as log, _environment(SPARK_LOCAL_IP="127.0.0.1" if local else None):
        try:
            with _silent(log):
                return builder.getOrCreate()
        except Exception as error:
            log.seek(0)
            raise BuildError("Spark did not start", column="--master" if master else None, value=master,
                             hint=f"{_reason(log.read().decode(errors='replace') or str(error))}\n  {_HINT}") from None


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=os.path.join(home, "bin") if home else None) is not None


@contextlib.contextmanager
def _environment(**variables: str | None) -> Iterator[None]:
    """Variables for a process that is started here, where they are not set."""
    new = {name: value for name, value in variables.items() if value is not None and name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]


@contextlib.contextmanager
def _silent(log: Any) -> Iterator[None]:
    """Standard error of this process, and of the one that it starts, goes to a file."""
    sys.stderr.flush()
    saved = os.dup(2)
    os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _ship(context: Any) -> None:
    """Puts this package on every machine of the cluster, in the version that runs here, once for each session."""
    if context.applicationId in _SHIPPED:
        return
    folder = _SHIPPED[context.applicationId] = tempfile.TemporaryDirectory(prefix="smilekg-")
    file = Path(folder.name) / "smilekg-package.zip"
    with zipfile.ZipFile(file, "w") as package:
        for module in _PACKAGE.rglob("*.py"):
            package.write(module, Path(_PACKAGE.name) / module.relative_to(_PACKAGE))
    path = list(sys.path)
    context.addPyFile(str(file))
    sys.path[:] = path
