"""A Housewright project on the machine where Tutor runs, and the one file in which jobs get it.

The project is packed rather than rendered into Tutor's environment: Tutor's template language never sees Housewright's
`{{ }}`, and a revision file that was renamed or deleted is not there any more, while `config save` would leave its
older rendering behind.
"""

import base64
import gzip
import io
import os
import tarfile
import textwrap
from pathlib import Path

import importlib_resources
from tutor.exceptions import TutorError

try:
    import tomllib
except ImportError:  # before Python 3.11
    import tomli as tomllib

# `kubectl apply` copies a ConfigMap into an annotation, which may hold 256 KiB.
LARGEST = 240 * 1024


def shipped_directory():
    """The project inside of the package, or in the source tree where the package is installed as editable."""
    packaged = Path(str(importlib_resources.files("tutorhousewright"))) / "project"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parent.parent.parent.parent / "examples" / "aspects"


class Project:
    def __init__(self, directory):
        """`directory` as HOUSEWRIGHT_PROJECT has it. A project that cannot be used is a TutorError."""
        self.directory = Path(os.path.expanduser(directory)).absolute() if directory else shipped_directory()
        configuration = self.directory / "housewright.toml"
        try:
            self.configuration = tomllib.loads(configuration.read_text(encoding="utf-8"))
        except OSError as error:
            raise TutorError(f"HOUSEWRIGHT_PROJECT: cannot read {configuration}: {error.strerror}") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise TutorError(f"HOUSEWRIGHT_PROJECT: {configuration}: {error}") from error

    @property
    def variables(self):
        """Each declared variable with its table; the short form, a value alone, has an empty one."""
        declared = self.configuration.get("variables", {})
        return {name: value if isinstance(value, dict) else {} for name, value in declared.items()}

    @property
    def bootstrap(self):
        return self.configuration.get("project", {}).get("bootstrap", "bootstrap")

    def files(self):
        """Relative paths of all files, sorted. Hidden ones are left out, and what is below hidden directories."""
        found = []
        for folder, folders, names in os.walk(self.directory):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [Path(folder) / name for name in names if not name.startswith(".")]
        return sorted(path.relative_to(self.directory).as_posix() for path in found)

    def packed(self):
        """The files as tar, gzip and base64: the same text as long as no file changes."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in self.files():
                self._add(tar, name)
        packed = base64.b64encode(gzip.compress(archive.getvalue(), mtime=0)).decode()
        if len(packed) > LARGEST:
            raise TutorError(
                f"HOUSEWRIGHT_PROJECT: {self.directory} has {len(packed) // 1024} KiB when packed, and a Kubernetes "
                f"ConfigMap takes {LARGEST // 1024}: keep data and other files that are no part of the project "
                f"elsewhere"
            )
        return "\n".join(textwrap.wrap(packed, 76))

    def _add(self, tar, name):
        try:
            content = (self.directory / name).read_bytes()
        except OSError as error:
            raise TutorError(f"HOUSEWRIGHT_PROJECT: cannot read {self.directory / name}: {error.strerror}") from error
        if b"PRIVATE KEY-----" in content:
            raise TutorError(
                f"HOUSEWRIGHT_PROJECT: {self.directory / name} holds a private key, which a ConfigMap would show to "
                f"everybody: keep it outside of the project"
            )
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(content), 0o644
        tar.addfile(entry, io.BytesIO(content))
