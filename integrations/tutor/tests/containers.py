"""What the stand-ins of docker and kubectl share: they run the script of a container on this machine."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

FOLDER = Path(os.environ.get("STAND_IN_FOLDER", "/nonexistent"))


def log(program, arguments):
    with open(FOLDER / "calls.jsonl", "a") as calls:
        calls.write(json.dumps([program, *arguments]) + "\n")


def run_script(script, mounts, environment, kill_at=None):
    """The exit code. The first time that a line of its stderr holds `kill_at`, all of it is killed."""
    script = re.sub("|".join(mounts), lambda found: str(mounts[found[0]]), script)
    environment = {
        "PATH": f"{FOLDER / 'programs'}:/usr/bin:/bin",
        "TMPDIR": str(FOLDER / "tmp"),
        **environment,
        **{
            name: os.environ[name]
            for name in ("HOUSEWRIGHT_TEST_RUN", "HOUSEWRIGHT_ENGINE_LIBRARY")
            if name in os.environ
        },
    }
    process = subprocess.Popen(
        ["sh", "-e", "-c", script],
        env=environment,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with open(FOLDER / "processes", "a") as commands:
        commands.write(Path(f"/proc/{process.pid}/cmdline").read_text().replace("\0", " ") + "\n")
    for line in process.stderr:
        sys.stderr.write(line)
        if kill_at and kill_at in line:
            os.killpg(process.pid, signal.SIGKILL)
            break
    return process.wait()
