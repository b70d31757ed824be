"""The part of a Dockerfile that ours uses, read and carried out in folders: there is no container runtime on the
machines that test.
"""

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


class Stage:
    def __init__(self, base, name):
        self.base, self.name, self.steps = base, name, []  # steps: (instruction, rest of the line)

    def last(self, instruction):
        """What the last such step says, None where there is none."""
        return next((rest for known, rest in reversed(self.steps) if known == instruction), None)


def read_stages(text):
    """The stages in their order. ValueError for what is not understood here."""
    stages = []
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(base, name))
        elif instruction in ("RUN", "COPY", "WORKDIR", "USER", "CMD") and stages:
            stages[-1].steps.append((instruction, rest.strip()))
        else:
            raise ValueError(f"not understood: {line}")
    return stages


class Context:
    """The files that COPY sees: those of `folder` without what its .dockerignore names."""

    def __init__(self, folder):
        self.folder = Path(folder)
        lines = (self.folder / ".dockerignore").read_text().splitlines()
        self.ignored = [line for line in lines if line and not line.startswith("#")]

    def ignores(self, path):
        """Of a relative path that exists: it, or a folder that it is in, is named."""
        parents = [path, *Path(path).parents]
        return any(self._matches(str(one), pattern) for one in parents for pattern in self.ignored)

    @staticmethod
    def _matches(path, pattern):
        if pattern.startswith("**/"):
            return fnmatch.fnmatch(os.path.basename(path), pattern[3:])
        return fnmatch.fnmatch(path, pattern)

    def copy_to(self, source, target):
        """A file, or a folder's content, as COPY does."""
        source = self.folder / source
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
            return
        for folder, folders, names in os.walk(source):
            relative = Path(folder).relative_to(self.folder)
            folders[:] = [name for name in folders if not self.ignores(relative / name)]
            here = target / Path(folder).relative_to(source)
            here.mkdir(parents=True, exist_ok=True)
            for name in names:
                if not self.ignores(relative / name):
                    shutil.copy2(Path(folder) / name, here / name, follow_symlinks=False)


class Builder:
    """Builds stages as folders under `work`, each from a copy of `debian`, and runs commands in them. Needs root."""

    def __init__(self, context, stages, debian, work, say):
        self.context, self.debian, self.work, self.say = context, Path(debian), Path(work), say
        self.stages = {stage.name: stage for stage in stages}
        self.trees = {}

    def tree(self, name):
        """The folder of a stage, built with the stages that it needs."""
        if name not in self.trees:
            stage = self.stages[name]
            base = self.tree(stage.base) if stage.base in self.stages else self.debian
            folder = self.work / name
            subprocess.run(["cp", "--archive", "--reflink=auto", str(base), str(folder)], check=True)
            self.trees[name] = folder
            directory = "/"
            for instruction, rest in stage.steps:
                self.say(f"{name}: {instruction} {rest[:120]}")
                if instruction == "WORKDIR":
                    directory = rest
                    (folder / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
                elif instruction == "COPY":
                    self._copy(folder, directory, rest)
                elif instruction == "RUN":
                    self.run(name, rest, directory)
        return self.trees[name]

    def _copy(self, folder, directory, rest):
        *sources, target = shlex.split(rest)
        to = folder / os.path.join(directory, target).lstrip("/")
        if sources[0].startswith("--from="):
            other = self.tree(sources.pop(0)[len("--from=") :])
            for source in sources:
                self._copy_tree(other, source, to, target.endswith("/"))
            return
        for source in sources:
            self.context.copy_to(source, to)

    @staticmethod
    def _copy_tree(other, pattern, to, into):
        found = sorted(other.glob(pattern.lstrip("/")))
        if not found:
            raise FileNotFoundError(f"COPY: {pattern} matches nothing")
        for path in found:
            if path.is_dir():
                shutil.copytree(path, to, symlinks=True, dirs_exist_ok=True)
            else:
                (to if into else to.parent).mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, to / path.name if into else to)

    def run(self, name, command, directory="/", user=None, environment=None):
        """`command` by the shell of the stage's folder; subprocess.CalledProcessError where it fails. What it printed
        to stdout.
        """
        script = (
            'mount --make-rprivate / && mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && '
            'mount --bind /etc/resolv.conf "$0/etc/resolv.conf" && '
            # A network with an authority of its own: programs of the step trust whom this machine's do.
            'if [ -n "${NODE_EXTRA_CA_CERTS-}" ] && [ -e "$0/$AUTHORITIES" ]; then '
            'mount --bind "$NODE_EXTRA_CA_CERTS" "$0/$AUTHORITIES"; fi && exec chroot $1 "$0" /usr/bin/env -i '
            'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${@:3}" sh -c "cd $2 && $HW_COMMAND"'
        )
        home = "/" if user else "/root"
        settings = {"HOME": home, "NODE_EXTRA_CA_CERTS": AUTHORITIES, **(environment or {})}
        return subprocess.run(
            [
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "bash",
                "-c",
                script,
                str(self.trees[name]),
                f"--userspec={user or '0:0'}",
                directory,
                *[f"{key}={value}" for key, value in settings.items()],
            ],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "HW_COMMAND": command, "AUTHORITIES": AUTHORITIES},
        ).stdout


def words_of(rest):
    """The words of a CMD in its JSON form."""
    return json.loads(rest)
