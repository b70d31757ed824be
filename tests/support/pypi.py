"""A Python with packages of PyPI, in a virtual environment that is kept for the next run."""

import os
import subprocess
import sys


def python_with(packages, folder, has_them):
    """The Python of `folder` that has `packages`, made where it is not there, or why there is none: (path, None) or
    (None, text).
    """
    python = os.path.join(folder, "bin", "python3")
    if os.path.exists(python) and has_them(python):
        return python, None
    for command in (
        [sys.executable, "-m", "venv", "--clear", folder],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
    ):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=180)
        except subprocess.TimeoutExpired:
            return None, "%s took more than 180 s" % " ".join(command[1:3])
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return None, "%s failed: %s" % (" ".join(command[1:3]), lines[-1] if lines else "no message")
    return python, None
