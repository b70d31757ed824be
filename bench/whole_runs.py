#!/usr/bin/env python3
"""Whole runs against peers on one real ClickHouse 26.7, as ratios within one run.

Every pair of commands runs alternately, A B A B, so that a machine whose speed drifts slows both; the figure to quote is the
median of the pairs' ratios. Prints Markdown rows for docs/reference/performance.md. `--only 100 --pairs 21 --before PROGRAM`
measures one comparison alone, and an older housewright in the same pairs.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
DBMATE = ROOT / "bench/peers/node_modules/@dbmate/linux-x64/bin/dbmate"


class Server:
    """The embedded engine, kept alive by the pipe to its standard input."""

    def __init__(self):
        launcher = next(BUILD.rglob("housewright-engine"))
        library = os.environ.get(
            "HOUSEWRIGHT_ENGINE_LIBRARY",
            str(ROOT / ".engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so"),
        )
        self.process = subprocess.Popen(
            [str(BUILD / "bench/engine_server"), str(launcher), library],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline().split()
        if len(line) != 3:
            sys.exit("the engine did not start")
        self.url, self.user, self.password = line

    def execute(self, sql):
        request = urllib.request.Request(
            self.url, data=sql.encode(),
            headers={"X-ClickHouse-User": self.user, "X-ClickHouse-Key": self.password})
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


def run(argv, env):
    """Wall seconds and peak MiB of one process that must succeed."""
    devnull = os.open(os.devnull, os.O_RDWR)
    log = tempfile.TemporaryFile()
    start = time.perf_counter()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=[
        (os.POSIX_SPAWN_DUP2, devnull, 0),
        (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
        (os.POSIX_SPAWN_DUP2, log.fileno(), 2)])
    _, status, usage = os.wait4(pid, 0)
    elapsed = time.perf_counter() - start
    os.close(devnull)
    if status != 0:
        log.seek(0)
        sys.exit(f"{argv} failed:\n{log.read().decode()}")
    return elapsed, usage.ru_maxrss / 1024


def median_row(name, a, b, unit_ms=True):
    ratios = [x / y for x, y in zip(a, b)]
    scale = 1000 if unit_ms else 1
    return (f"| {name} | {statistics.median(a) * scale:.1f} ms | {statistics.median(b) * scale:.1f} ms | "
            f"{statistics.median(ratios):.2f} | {min(ratios):.2f} to {max(ratios):.2f} | {len(a)} |")


def statement(number, database=""):
    prefix = f"{database}." if database else ""
    return (f"CREATE TABLE {prefix}t{number:05} (id UInt64, at DateTime, body String) "
            "ENGINE = MergeTree ORDER BY (at, id)")


class Projects:
    """The same one-statement migrations as a Housewright project, as dbmate files, and as one bare file."""

    def __init__(self, folder, count):
        self.count = count
        self.housewright = folder / f"housewright{count}"
        service = self.housewright / "services" / "bench"
        service.mkdir(parents=True)
        (self.housewright / "housewright.toml").write_text(
            '[project]\nname = "bench"\nstate_database = "{{ bench_database }}"\n'
            '[services.bench]\n[variables]\nbench_database = "bench"\n')
        self.dbmate = folder / f"dbmate{count}"
        self.dbmate.mkdir()
        for i in range(1, count + 1):
            parent = f"{i - 1:04}" if i > 1 else "none"
            (service / f"{i:04}_t.sql").write_text(
                f"-- revision: {i:04}\n-- down_revision: {parent}\n-- message: Table {i}\n"
                f"-- created: 2026-11-23T10:00:00Z\n\n-- +upgrade\n{statement(i, '{{ bench_database }}')};\n\n"
                f"-- +downgrade\nDROP TABLE {{{{ bench_database }}}}.t{i:05};\n")
            (self.dbmate / f"2026{i:010}_t.sql").write_text(
                f"-- migrate:up\n{statement(i)}\n\n-- migrate:down\nDROP TABLE t{i:05}\n")
        self.folder = folder

    def bare(self, database):
        path = self.folder / f"{database}.sql"
        path.write_text(";\n".join(statement(i, database) for i in range(1, self.count + 1)) + ";\n")
        return path


def options():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=("100", "1000", "idle"), action="append",
                        help="100 or 1,000 revisions, or nothing pending; all of them without it")
    parser.add_argument("--pairs", type=int, help="how many, instead of each comparison's own number")
    parser.add_argument("--before", help="another housewright, measured in the same pairs")
    return parser.parse_args()


def applying(server, env, folder, count, pairs, upgrades, dbmate_up):
    """Rows for `count` one-statement revisions; `upgrades` and `dbmate_up` give a command line."""
    bare_program = str(BUILD / "bench/bare_statements")
    projects = Projects(folder, count)

    def bare_run(database):
        answer = subprocess.run([bare_program, server.url, str(projects.bare(database))], env=env,
                                check=True, capture_output=True, text=True)
        return float(answer.stdout)

    kinds = {name: lambda database, upgrade=upgrade: run(upgrade(projects, database), env)[0]
             for name, upgrade in upgrades.items()}
    kinds["bare"] = bare_run
    if dbmate_up:
        kinds["dbmate"] = lambda database: run(dbmate_up(projects, database), env)[0]
    times = {name: [] for name in kinds}
    for pair in range(pairs):
        databases = {name: f"{name}_{count}_{pair}" for name in kinds}
        for database in databases.values():
            server.execute(f"CREATE DATABASE {database}")
        # Each kind is first, and behind each other one, equally often.
        names = list(kinds)[pair % len(kinds):] + list(kinds)[:pair % len(kinds)]
        for name in names if pair // len(kinds) % 2 == 0 else reversed(names):
            times[name].append(kinds[name](databases[name]))
        for database in databases.values():
            server.execute(f"DROP DATABASE {database} SYNC")
    for name in upgrades:
        print(median_row(f"{count} one-statement revisions: {name} / bare statements", times[name], times["bare"]))
        if dbmate_up:
            print(median_row(f"{count} one-statement revisions: {name} / dbmate up", times[name], times["dbmate"]))


def main():
    chosen = options()
    parts = chosen.only or ["100", "1000", "idle"]
    server = Server()
    env = dict(os.environ, HOUSEWRIGHT_USER=server.user, HOUSEWRIGHT_PASSWORD=server.password)
    housewright = str(next(BUILD.rglob("src/housewright")))
    host = server.url.removeprefix("http://")
    have_dbmate = DBMATE.exists()

    def upgrade(projects, database, program=housewright):
        return [program, "--config", str(projects.housewright / "housewright.toml"), "--target", server.url,
                "-x", f"bench_database={database}", "upgrade", "heads"]

    def dbmate_up(projects, database):
        # dbmate takes user and password in the URL only.
        url = f"clickhouse+http://{server.user}:{server.password}@{host}/{database}"
        return [str(DBMATE), "--url", url, "--migrations-dir", str(projects.dbmate), "--no-dump-schema", "up"]

    upgrades = {"upgrade": upgrade}
    if chosen.before:
        upgrades["before"] = lambda projects, database: upgrade(projects, database, chosen.before)

    print("| what | A | B | A/B median | A/B min to max | pairs |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for count, pairs in ((100, 9), (1000, 3)):
            if str(count) in parts:
                applying(server, env, folder, count, chosen.pairs or pairs, upgrades, have_dbmate and dbmate_up)
        if "idle" not in parts:
            server.stop()
            return

        projects = Projects(folder, 20)
        server.execute("CREATE DATABASE idle_ours")
        server.execute("CREATE DATABASE idle_peer")
        run(upgrade(projects, "idle_ours"), env)
        ours, peer, ours_memory, peer_memory = [], [], [], []
        if have_dbmate:
            run(dbmate_up(projects, "idle_peer"), env)
        for _ in range(41):
            elapsed, memory = run(upgrade(projects, "idle_ours"), env)
            ours.append(elapsed)
            ours_memory.append(memory)
            if have_dbmate:
                elapsed, memory = run(dbmate_up(projects, "idle_peer"), env)
                peer.append(elapsed)
                peer_memory.append(memory)
        if have_dbmate:
            print(median_row("nothing pending (20 revisions): upgrade / dbmate up", ours, peer))
            # A process begins with the peak of the one that started it, which is this interpreter's.
            print(f"\nPeak memory with nothing pending: at most {statistics.median(ours_memory):.0f} MiB, "
                  f"dbmate {statistics.median(peer_memory):.0f} MiB.")
        else:
            print(f"nothing pending: {statistics.median(ours) * 1000:.1f} ms (no dbmate here)")
    server.stop()


if __name__ == "__main__":
    main()
