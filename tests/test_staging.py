"""What is on disk is always the old result or the new one: full and read-only disks, killed builds, builds at once."""

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import FULL, PROGRAM, contents, copy_project, one_message, rename_a_list, run, small_disk

from smilekg.build.pipeline import build
from smilekg.errors import BuildError
from smilekg.paths import Project
from smilekg.staging import move_in, staging

KILLS, BUILDS = (200, 8) if FULL else (20, 3)
# Free room on the disk, as a share of what a build needs.
SHARES = [number / 51 for number in range(50)] if FULL else [0, 0.1, 0.4, 0.8, 0.97]
# What is built, and when it is killed: at any moment, after it began to write Turtle, or while it moves folders in.
KINDS = [(["tables"], "any"), (["tables"], "swap"), ([], "Turtle"), (["tables"], "swap"), ([], "swap")]


def part(root: Path, name: str) -> dict[str, bytes]:
    return {file: content for file, content in contents(root).items() if file.startswith(f"{name}/")}


def pages(folder: Path) -> int:
    """The kilobytes that a folder's files take on a disk in memory."""
    return sum(4 * -(-file.stat().st_size // 4096) for file in folder.rglob("*") if file.is_file())


States = tuple[Path, dict[str, bytes], dict[str, bytes]]


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> States:
    """A built project whose input was changed since, its result, and the one that the next build must give."""
    root = copy_project(tmp_path_factory.mktemp("changed") / "project", small=True)
    build(Project(root))
    before = contents(root)
    other = shutil.copytree(root, root.with_name("other"))
    rename_a_list(root)
    rename_a_list(other)
    build(Project(other))
    after = contents(other)
    assert after != before and after.keys() == before.keys()
    return root, before, after


@pytest.mark.parametrize("share", SHARES)
def test_full_disk(project, tmp_path, share):
    needed = pages(project / "data/tables") + pages(project / "data/rdf")
    with small_disk(tmp_path / "disk", pages(project) + 4 * needed) as disk:
        copy = shutil.copytree(project, disk / "project")
        rename_a_list(copy)
        before = contents(copy)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
        (disk / "filler").write_bytes(bytes(free - int(share * needed) * 1024))
        done = run("build", "--root", copy)
        message = one_message(done)
        assert (done.returncode, done.stdout) == (1, b"") and "No space left" in message and "free some space" in message
        assert contents(copy) == before and not list((copy / "data").glob(".build-*"))
        if share > 0.96:
            (disk / "filler").write_bytes(bytes(free - int(1.2 * needed) * 1024))
            assert run("build", "--root", copy).returncode == 0 and contents(copy) != before


def test_read_only_disk(project, tmp_path):
    with small_disk(tmp_path / "disk", 16_000) as disk:
        copy = shutil.copytree(project, disk / "project")
        rename_a_list(copy)
        before = contents(copy)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = run("build", "--root", copy)
        assert "Read-only" in one_message(done) and done.returncode == 1
        assert contents(copy) == before
        assert run("query", "ranking", "--format", "csv", cwd=copy).returncode == 0


def test_killed_build_leaves_a_whole_result_and_the_next_one_clears_up(changed, tmp_path):
    root, before, after = changed
    project = shutil.copytree(root, tmp_path / "project")
    wholes = {name: [{f: c for f, c in state.items() if f.startswith(f"{name}/")} for state in (before, after)]
              for name in ("tables", "rdf")}
    command = [*PROGRAM, "build", "--root", str(project)]
    start = time.monotonic()
    subprocess.run([*command, "tables"], check=True, capture_output=True)
    length = time.monotonic() - start
    seed = random.randrange(10**6)
    moments, strays = random.Random(seed), 0
    for number in range(KILLS):
        rename_a_list_back_or_forth(project, number)
        part_alone, moment = KINDS[number % len(KINDS)]
        was = inode(project / "data/tables")
        with subprocess.Popen([*command, *part_alone], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            if moment == "swap":
                wait_for(lambda: process.poll() is not None or inode(project / "data/tables") != was)
            elif moment == "Turtle":
                wait_for(lambda: process.poll() is not None or list((project / "data").glob(".build-*/rdf")))
            if moment != "swap":
                time.sleep(moments.uniform(0, 1.2 * length))
            process.send_signal(signal.SIGKILL)
        strays += bool(list((project / "data").glob(".build-*")))
        for name, states in wholes.items():
            assert part(project, name) in states, f"{name} is neither the old nor the new one (seed {seed})"
    assert strays, "no kill hit a build while it wrote: mend the test"
    rename_a_list_back_or_forth(project, 1)
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert contents(project) == after and not list((project / "data").glob(".build-*"))


def rename_a_list_back_or_forth(root: Path, number: int) -> None:
    file = root / "data/curated/rankings.csv"
    names = ["Renamed in a test", "Most influential smart cities 2019-2020"]
    old, new = names if number % 2 == 0 else names[::-1]
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def wait_for(condition) -> None:
    while not condition():
        time.sleep(0.001)


def inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except FileNotFoundError:
        return None


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_build_leaves_nothing(project, name):
    before = contents(project)
    rename_a_list(project)
    with subprocess.Popen([*PROGRAM, "build", "--root", str(project)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_for(lambda: process.poll() is not None or list((project / "data").glob(".build-*/tables")))
        process.send_signal(name)
        errors = process.communicate()[1].decode("utf-8")
    assert process.returncode != 0 and "Traceback" not in errors
    assert contents(project) == before
    if name == signal.SIGINT:
        assert not list((project / "data").glob(".build-*"))


def test_builds_at_once(changed, tmp_path):
    root, _, after = changed
    project = shutil.copytree(root, tmp_path / "project")
    command = [*PROGRAM, "build", "--root", str(project)]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(BUILDS)]
    places = [project / "data/tables/entries.csv", project / "data/rdf/places.ttl"]
    while any(process.poll() is None for process in builds):  # what a reader meets meanwhile
        assert all(inode(place) for place in places)
        time.sleep(0.0005)
    outputs = [process.communicate()[0].decode("utf-8") for process in builds]
    assert [process.returncode for process in builds] == [0] * BUILDS, outputs
    assert sorted("no file changed" in output for output in outputs) == [False, *[True] * (BUILDS - 1)]
    assert contents(project) == after and not list((project / "data").glob(".build-*"))


@pytest.mark.parametrize("old", [None, {}, {"a": "old"}, {"a": "new", "gone": "x"}, {"sub/a": "new"}])
def test_move_in_puts_the_whole_folder_in_place(tmp_path, old):
    new, target = tmp_path / "new", tmp_path / "target"
    for folder, files in ((new, {"a": "new", "b": "2"}), (target, old)):
        for name, content in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
        if files is not None:
            folder.mkdir(exist_ok=True)
    assert move_in(new, target) is True
    assert {file.name: file.read_text() for file in target.rglob("*")} == {"a": "new", "b": "2"}


def test_move_in_leaves_an_equal_folder_alone(tmp_path):
    for name in ("new", "target"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a").write_text("same")
    inode = (tmp_path / "target/a").stat().st_ino
    assert move_in(tmp_path / "new", tmp_path / "target") is False
    assert (tmp_path / "target/a").stat().st_ino == inode


def test_staging_is_gone_at_the_end_also_after_an_error(tmp_path):
    (tmp_path / ".build-stale").mkdir()
    (tmp_path / ".build-stale/file").write_text("x")
    with pytest.raises(ZeroDivisionError), staging(tmp_path) as folder:
        (folder / "file").write_text("x")
        assert [f.name for f in tmp_path.iterdir()] == [folder.name]
        1 / 0
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BuildError, match="nosuch"), staging(tmp_path / "nosuch"):
        pass
