"""A Tutor root of its own for each test, and what the tests ask of it."""

import atexit
import base64
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import traceback
import unittest
from pathlib import Path

import yaml
from clickhouse import Server

# Tutor reads this one when it is imported. The folder is emptied before each test.
PLUGINS = Path(tempfile.mkdtemp(prefix="housewright-tutor-plugins-"))
atexit.register(shutil.rmtree, PLUGINS, ignore_errors=True)
os.environ["TUTOR_PLUGINS_ROOT"] = str(PLUGINS)

from tutor.commands import cli  # noqa: E402

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent.parent
LIBRARY = os.environ.get(
    "HOUSEWRIGHT_ENGINE_LIBRARY", str(SOURCE / ".engine/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so")
)
BIN = Path(sys.executable).parent

# Everything that YAML, shells, Tutor, .env files, headers and SQL may take for something else.
ADMIN_PASSWORD = "a'd\"m@i%n$1\\n$HOME`id`#{x}"
LRS_PASSWORD = "l'r\"s@%s$2\\\n second line; --\t'"

PROJECT = {
    "housewright.toml": """[project]
name = "trial"
state_database = "{{ trial_database }}"
[services.trial]
[variables]
trial_database = "trial"
ASPECTS_EVENT_SINK_DATABASE = "event_sink"
rows = { default = 1, kind = "number" }
admin = { secret = true, env = "CLICKHOUSE_ADMIN_PASSWORD" }
aspects_clickhouse_lrs_password = { secret = true }
""",
    "bootstrap/0001_databases.sql": "CREATE DATABASE IF NOT EXISTS {{ trial_database }};\n",
    "services/trial/0001_values.sql": """-- revision: 0001
-- down_revision: none
-- message: Keep the values of variables
-- +upgrade
CREATE TABLE {{ trial_database }}.received (name String, value String) ENGINE = MergeTree ORDER BY name;
INSERT INTO {{ trial_database }}.received VALUES
  ('admin', {{ admin }}), ('lrs', {{ aspects_clickhouse_lrs_password }}), ('rows', toString({{ rows }})),
  ('event sink', '{{ ASPECTS_EVENT_SINK_DATABASE }}');
-- +downgrade
DROP TABLE {{ trial_database }}.received;
""",
}


def install_plugin():
    """The plugin as users get it, from a source distribution, which is built from a copy of the source tree."""
    with tempfile.TemporaryDirectory() as folder:
        plugin = Path(folder) / "integrations/tutor"
        shutil.copytree(SOURCE / "integrations/tutor", plugin)
        (Path(folder) / "examples").symlink_to(SOURCE / "examples")
        run = {"check": True, "env": {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}, "stdout": subprocess.DEVNULL}
        subprocess.run([sys.executable, "setup.py", "--quiet", "sdist"], cwd=plugin, **run)
        (archive,) = plugin.glob("dist/*.tar.gz")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
                "--no-build-isolation",
                "--no-index",
                "--force-reinstall",
                archive,
            ],
            **run,
        )


def write_project(folder, files):
    for name, text in files.items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


class LateDoor(threading.Thread):
    """A port that refuses connections for `seconds`, then leads to a server: as one that is still starting."""

    def __init__(self, to_port, seconds):
        super().__init__(daemon=True)
        self.to_port, self.seconds = to_port, seconds
        self.door = socket.socket()
        self.door.bind(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.start()

    def run(self):
        time.sleep(self.seconds)
        self.door.listen()
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:  # the test has ended
                return
            server = socket.create_connection(("127.0.0.1", self.to_port))
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    @staticmethod
    def carry(one, other):
        try:
            while part := one.recv(65536):
                other.sendall(part)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()


def become_tutor(arguments, environment, output):
    """Does not return."""
    try:
        with open(output, "w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(environment["HOME"])
        sys.argv = ["tutor", *arguments]
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


class Platform(unittest.TestCase):
    """Nothing of the user's environment counts: neither plugins nor configuration, docker or kubectl."""

    installed = False
    plugins = ["housewright"]

    @classmethod
    def setUpClass(cls):
        if not Platform.installed:
            install_plugin()
            Platform.installed = True

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="housewright-tutor-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.root, self.project = self.folder / "root", self.folder / "project"
        (self.folder / "tmp").mkdir()
        (self.folder / "programs").mkdir()
        (self.folder / "programs/housewright").symlink_to(os.environ["HOUSEWRIGHT_PROGRAM"])
        write_project(self.project, PROJECT)
        for plugin in PLUGINS.iterdir():
            plugin.unlink()
        self.environment = {
            "PATH": f"{HERE / 'stand_ins'}:{BIN}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "TUTOR_ROOT": str(self.root),
            "PYTHONDONTWRITEBYTECODE": "1",
            "STAND_IN_FOLDER": str(self.folder),
            "HOUSEWRIGHT_ENGINE_LIBRARY": LIBRARY,
        }
        for name in ("HOUSEWRIGHT_TEST_RUN", "ASAN_OPTIONS", "LANG"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def configure(self, **settings):
        """Writes config.yml and saves the environment."""
        self.root.mkdir(exist_ok=True)
        settings = {"PLUGINS": self.plugins, "HOUSEWRIGHT_PROJECT": str(self.project), **settings}
        (self.root / "config.yml").write_text(yaml.safe_dump(settings))
        return self.tutor("config", "save")

    def tutor(self, *arguments, fails=False, **more):
        """What a run of Tutor printed. Its process is a copy of this one, which has imported Tutor already."""
        output = self.folder / "output"
        child = os.fork()
        if child == 0:
            become_tutor(arguments, {**self.environment, **more}, output)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = output.read_text()
        self.assertEqual(code != 0, fails, said)
        return said

    def rendered(self, name):
        return self.root / "env" / name

    def documents(self, name):
        """The YAML documents of a rendered file."""
        return [one for one in yaml.safe_load_all(self.rendered(name).read_text()) if one]

    def configuration(self):
        return yaml.safe_load((self.root / "config.yml").read_text())

    def packed_files(self):
        """The files that a job gets, with their contents."""
        packed = base64.b64decode(self.rendered("plugins/housewright/apps/job/project.b64").read_text())
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            return {one.name: tar.extractfile(one).read().decode() for one in tar.getmembers()}

    def calls(self):
        """The arguments of each call of a stand-in."""
        log = self.folder / "calls.jsonl"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def assert_shows_no_secret(self, text, where=""):
        for name, value in self.configuration().items():
            if "CLICKHOUSE" in name and name.endswith("_PASSWORD"):
                for form in (value, repr(value)[1:-1], json.dumps(value)[1:-1], value.splitlines()[0]):
                    if form in text:
                        self.fail(f"{where} shows {name}: {text[max(0, text.index(form) - 200):][:400]}")


class PlatformWithServer(Platform):
    admin_password = ADMIN_PASSWORD

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not os.access(LIBRARY, os.R_OK):
            raise unittest.SkipTest(f"no engine library at {LIBRARY}: scripts/install-engine")

    def setUp(self):
        super().setUp()
        self.server = Server(os.environ["HOUSEWRIGHT_LAUNCHER"], LIBRARY, "ch_admin", self.admin_password)
        self.addCleanup(self.server.close)

    def configure(self, **settings):
        return super().configure(
            **{
                "CLICKHOUSE_HOST": "127.0.0.1",
                "CLICKHOUSE_INTERNAL_HTTP_PORT": self.server.port,
                "CLICKHOUSE_ADMIN_PASSWORD": self.admin_password,
                "ASPECTS_CLICKHOUSE_LRS_PASSWORD": LRS_PASSWORD,
                **settings,
            }
        )

    def received(self):
        """What the revision of the trial project stored: the values as the server got them."""
        rows = self.server.query("SELECT name, hex(value) FROM trial.received ORDER BY name")
        return {name: bytes.fromhex(value).decode() for name, value in rows}
