"""An export that is killed, meets a full or read-only disk, or is not alone: the folder is the old or the new whole."""

import hashlib
import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import awkward
import pytest
import static_site
from conftest import FULL, PROGRAM, one_message, run, small_disk

from smilekg.errors import BuildError
from smilekg.export.files import write
from smilekg.export.run import export
from smilekg.paths import Project

KILLS, SIZES = (200, 50) if FULL else (25, 50)
SITE_KILLS, SITE_SECONDS = (40, 60) if FULL else (5, 4)  # a site takes longer: the normal run kills it while it begins
# Formats that are quick: all are written into the same folder beside, and moved in by the same step.
FORMS = ["nt", "trig", "csv", "statements", "sqlite", "geojson"]


def state(folder: Path) -> dict[str, bytes] | None:
    if not folder.exists():
        return None
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def strays(target: Path) -> list[Path]:
    return list(target.parent.glob(f".{target.name}*"))


@pytest.fixture(scope="module")
def releases(tmp_path_factory) -> dict[str, tuple[Path, dict[str, bytes]]]:
    """Two small projects, and what the export of each holds."""
    made = {}
    for name, names in (("old", awkward.NAMES), ("new", awkward.NAMES | {"more": "another one"})):
        root = awkward.project(tmp_path_factory.mktemp("releases") / name, names)
        export(Project(root), root.parent / "out", FORMS)
        made[name] = root, state(root.parent / "out")
    assert made["old"][1] != made["new"][1]
    return made


def command(root: Path, target: Path) -> list[str]:
    return [*PROGRAM, "export", str(target), "--root", str(root), *(f"--format={name}" for name in FORMS)]


def test_killed_export_leaves_the_old_or_the_new_whole(releases, tmp_path):
    target = tmp_path / "out"
    start = time.monotonic()
    subprocess.run(command(releases["old"][0], target), check=True, capture_output=True)
    length, seed = time.monotonic() - start, random.randrange(10**6)
    moments, left, moved = random.Random(seed), 0, 0
    wholes = [whole for _, whole in releases.values()]
    for number in range(KILLS):
        root = releases["new" if number % 2 == 0 else "old"][0]
        before = state(target)
        with subprocess.Popen(command(root, target), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            if number % 3 == 0:  # while it moves the folder in
                while process.poll() is None and not list(target.parent.glob(f".{target.name}.export-*/new/manifest.json")):
                    time.sleep(0.0005)
                time.sleep(moments.uniform(0, 0.02))
            else:
                time.sleep(moments.uniform(0, 1.1 * length))
            process.send_signal(signal.SIGKILL)
        left += bool(strays(target))
        moved += state(target) != before
        now = state(target) or {}
        assert now in wholes, [seed, *(sorted(path for path in now if now[path] != whole.get(path)) for whole in wholes)]
    # Kills must hit exports that write, and some must come too late.
    assert left > KILLS // 20 and moved > KILLS // 20, f"{left} hit an export while it wrote, {moved} came too late: mend the test"
    subprocess.run(command(releases["new"][0], target), check=True, capture_output=True)
    assert state(target) == releases["new"][1] and strays(target) == []


def command_line(pid: str) -> bytes:
    """Empty for a process that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def is_as_its_manifest_says(files: dict[str, bytes]) -> bool:
    said = {file["path"]: file["sha256"] for file in json.loads(files["manifest.json"])["files"]}
    return said == {path: hashlib.sha256(body).hexdigest() for path, body in files.items() if path != "manifest.json"}


def wait_for(condition, seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.002)
    return bool(condition())


def test_killed_export_of_a_site_leaves_the_old_or_the_new_whole_and_no_process(tmp_path):
    pytest.importorskip("jinja2", reason="Jinja is not installed: pip install 'smilekg[serve]'")
    if not static_site.BUILT.exists():
        pytest.skip("the scripts and styles are not built: run `make web`")
    target = tmp_path / "out"
    assert run("export", target, "--format", "csv").returncode == 0
    old, seed, hit = state(target), random.randrange(10**6), 0
    moments = random.Random(seed)
    for _ in range(SITE_KILLS):
        with subprocess.Popen([*PROGRAM, "export", str(target), "--site"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            wait_for(lambda: process.poll() is not None or strays(target))
            wait_for(lambda: process.poll() is not None, moments.uniform(0, SITE_SECONDS))
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            workers = children.read_text().split() if process.poll() is None else []
            process.send_signal(signal.SIGKILL)
        hit += len(workers) > 1
        assert wait_for(lambda: not any(map(command_line, workers)), 5), f"workers go on (seed {seed})"
        now = state(target) or {}
        assert now == old or ("sitemap.xml" in now and is_as_its_manifest_says(now)), f"seed {seed}"
    assert hit, "no kill hit a site while it was written: mend the test"
    assert run("export", target, "--format", "nt").returncode == 0
    assert strays(target) == [] and "smilekg.nt" in {name.rpartition("/")[2] for name in state(target) or ()}


def test_a_file_is_written_only_below_a_folder_that_is_there(tmp_path):
    write(tmp_path, "a/b/c.txt", b"1")
    write(tmp_path, "a/d.txt", b"2")
    assert state(tmp_path) == {"a/b/c.txt": b"1", "a/d.txt": b"2"}
    for path in ("c.txt", "a/b/c.txt"):
        with pytest.raises(FileNotFoundError):
            write(tmp_path / "cleared", path, b"1")
    assert not (tmp_path / "cleared").exists()


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_export_leaves_nothing(releases, tmp_path, name):
    target = tmp_path / "out"
    with subprocess.Popen(command(releases["old"][0], target), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not strays(target):
            time.sleep(0.001)
        process.send_signal(name)
        errors = process.communicate()[1].decode("utf-8")
    assert process.returncode != 0 and "Traceback" not in errors
    assert not target.exists() and strays(target) == []


def kilobytes(folder: Path) -> int:
    """What a folder's files take on a disk in memory."""
    return sum(4 * -(-file.stat().st_size // 4096) for file in folder.rglob("*") if file.is_file())


def test_full_disk_at_many_sizes(releases, tmp_path):
    root, new = releases["new"]
    with small_disk(tmp_path / "disk", 60_000) as disk:
        target = disk / "out"
        export(Project(releases["old"][0]), target, FORMS)
        needed = kilobytes(target)
        failed = 0
        for number in range(SIZES):
            room = int(needed * 1.2 * number / SIZES)
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
            (disk / "filler").write_bytes(bytes(free - room * 1024))
            try:
                export(Project(root), target, FORMS)
                assert state(target) == new
            except BuildError as error:
                failed += 1
                assert "No space left" in str(error) and "free some space" in str(error)
            assert state(target) in [whole for _, whole in releases.values()] and strays(target) == []
            (disk / "filler").unlink()
            if state(target) == new:
                export(Project(releases["old"][0]), target, FORMS)
        assert SIZES // 2 < failed < SIZES


def test_duckdb_on_a_full_disk_says_so(releases, tmp_path):
    with small_disk(tmp_path / "disk", 1_000) as disk:
        (disk / "filler").write_bytes(bytes(900 * 1024))
        message = one_message(run("export", disk / "out", "--root", releases["old"][0], "--format", "duckdb"))
        assert "nothing was changed" in message and state(disk / "out") is None and strays(disk / "out") == []


def test_read_only_target(releases, tmp_path):
    with small_disk(tmp_path / "disk", 60_000) as disk:
        export(Project(releases["old"][0]), disk / "out", FORMS)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        done = run(*command(releases["new"][0], disk / "out")[len(PROGRAM):])
        assert "Read-only" in one_message(done) and done.returncode == 1
        assert state(disk / "out") == releases["old"][1]
        assert "Read-only" in one_message(run(*command(releases["new"][0], disk / "deep/new")[len(PROGRAM):]))


def test_eight_exports_at_once(releases, tmp_path):
    target = tmp_path / "out"
    subprocess.run(command(releases["old"][0], target), check=True, capture_output=True)
    roots = [releases["new" if number % 2 else "old"][0] for number in range(8)]
    running = [subprocess.Popen(command(root, target), stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for root in roots]
    while any(process.poll() is None for process in running):  # what a reader meets meanwhile
        assert (target / "manifest.json").is_file()
        time.sleep(0.001)
    outputs = [process.communicate()[0].decode("utf-8") for process in running]
    assert [process.returncode for process in running] == [0] * 8, outputs
    assert state(target) in [whole for _, whole in releases.values()] and strays(target) == []


def test_exports_into_folders_side_by_side_leave_each_other_alone(releases, tmp_path):
    names = {"out": "old", "out.export-2": "new", "[out]": "old"}
    running = [subprocess.Popen(command(releases[name][0], tmp_path / folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
               for folder, name in names.items()]
    outputs = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], outputs
    assert {folder: state(tmp_path / folder) for folder in names} == {folder: releases[n][1] for folder, n in names.items()}
