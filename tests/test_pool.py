"""The pool of a server, without a server: it has children again whatever it lacked for a while."""

import asyncio
import os
import resource
import signal
from collections.abc import Awaitable, Callable

import pytest
from attacks import CROSS
from conftest import in_new_loop

from smilekg.paths import shipped
from smilekg.sandbox.parent import Settings, packed
from smilekg.sandbox.pool import Plan, Pool

DEADLINE = 4.0
LINUX = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="looks at /proc")


def request(text: str) -> bytes:
    return packed({"kind": "file", "text": text, "default": None, "named": None,
                   "rows": "application/sparql-results+json", "triples": "text/turtle"})


def with_pool(work: Callable[[Pool], Awaitable[None]], **plan: int) -> None:
    async def run() -> None:
        pool = Pool(Settings(tuple(shipped().graph_files()), deadline=DEADLINE), Plan(**plan))
        try:
            await pool.start()
            await until(lambda: pool.state["idle"] == pool.plan.quick)
            await work(pool)
        finally:
            await pool.close()

    in_new_loop(run())


async def until(is_so: Callable[[], bool], seconds: float = 5) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not is_so():
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_without_open_files_it_waits_and_goes_on_when_there_are_some():
    async def work(pool: Pool) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            for runner in [*pool._quick]:
                os.kill(runner.process, signal.SIGKILL)
            await until(lambda: not pool._quick)
            await asyncio.sleep(0.3)
            assert not pool.is_well and pool.nursery.is_alive()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        await until(lambda: pool.is_well)
        assert (await asyncio.wait_for(pool.ask(request("ASK {}"), "a", asyncio.Event().wait), 5))[1]

    with_pool(work)


def test_a_child_that_cannot_be_welcomed_is_replaced():
    async def work(pool: Pool) -> None:
        made = pool._loop.create_unix_connection

        async def refused(*_: object, **__: object) -> None:
            raise OSError(24, "Too many open files")

        pool._loop.create_unix_connection = refused  # what the kernel says only once all its memory for this is used
        for runner in [*pool._quick]:
            os.kill(runner.process, signal.SIGKILL)
        await until(lambda: not pool._quick)
        await asyncio.sleep(0.3)
        pool._loop.create_unix_connection = made
        await until(lambda: pool.state["idle"] == pool.plan.quick)

    with_pool(work)


def test_the_looks_at_what_runs_go_on_after_an_error(caplog):
    async def work(pool: Pool) -> None:
        real, pool._line = pool._line, None  # nothing that it could look through
        await asyncio.sleep(0.2)
        pool._line = real
        with pytest.raises(Exception, match="longer than|too many"):
            await pool.ask(request(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"), "a", asyncio.Event().wait)
        assert pool.counts["promoted"] == 1

    with_pool(work, quick=1)
    assert "a look at the queries failed" in caplog.text


@LINUX
def test_what_was_put_back_in_line_is_not_run_twice():
    """A child that stops for a while becomes a long one; the second query that it was given runs in another."""
    async def work(pool: Pool) -> None:
        runner = pool._quick[0]
        stopped, runner.process = runner.process, 0  # so that it is judged by the clock
        os.kill(stopped, signal.SIGSTOP)
        first = asyncio.create_task(pool.ask(request("ASK {}"), "a", asyncio.Event().wait))
        second = asyncio.create_task(pool.ask(request(f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"), "b", asyncio.Event().wait))
        await asyncio.sleep(0)
        assert len(runner.given) == 2
        await until(lambda: runner.is_long)
        os.kill(stopped, signal.SIGCONT)
        await first
        await until(lambda: not is_alive(stopped), DEADLINE / 2)
        second.cancel()

    with_pool(work, quick=1)
