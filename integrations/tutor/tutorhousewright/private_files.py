"""Keeps the rendered secrets to their owner.

Tutor writes files with the permissions that new files have, which others can read. So the folder and its files are made
before Tutor writes to them: the folder with mode 0700, the files with 0600, which writing to them does not change.
"""

import os
from pathlib import Path

import click
from tutor import env

FOLDER = ("plugins", "housewright", "apps", "secrets")
FILES = ("housewright.env", "operator.sql")


def prepare():
    """Does nothing where no command of Tutor runs, as in a program that renders templates for itself."""
    context = click.get_current_context(silent=True)
    root = getattr(context.obj, "root", None) if context else None
    if root is None:
        return
    folder = Path(env.pathjoin(root, *FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in FILES:
        os.close(os.open(folder / name, os.O_WRONLY | os.O_CREAT, 0o600))
        (folder / name).chmod(0o600)
