"""Puts examples/aspects of the source tree into the package: the project that is used where HOUSEWRIGHT_PROJECT is not
set.

The files are kept in one place in git; a wheel and a source distribution each get a copy. What is built from an
unpacked source distribution has the copy already.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

EXAMPLE = Path(__file__).resolve().parent.parent.parent / "examples" / "aspects"


def copy_example(package):
    if not EXAMPLE.is_dir():
        return
    target = Path(package) / "project"
    shutil.rmtree(target, ignore_errors=True)
    # `data` holds rows for trials.
    shutil.copytree(EXAMPLE, target, ignore=shutil.ignore_patterns(".*", "data"))


class BuildWithExample(build_py):
    def run(self):
        super().run()
        # An editable installation reads the example where it is.
        if not getattr(self, "editable_mode", False):
            copy_example(Path(self.build_lib) / "tutorhousewright")


class SourcesWithExample(sdist):
    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        copy_example(Path(base_dir) / "tutorhousewright")


setup(cmdclass={"build_py": BuildWithExample, "sdist": SourcesWithExample})
