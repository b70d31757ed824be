"""Jobs of `tutor local` and `tutor dev` on a real ClickHouse 26.7; a stand-in for `docker` runs them on this machine."""

from platform_fixture import ADMIN_PASSWORD, LRS_PASSWORD, PLUGINS, LateDoor, PlatformWithServer, write_project

OPERATOR_PLUGIN = """from tutor import hooks
hooks.Filters.ENV_PATCHES.add_item(("housewright-bootstrap-sql", \"\"\"
CREATE DATABASE IF NOT EXISTS {{ CLICKHOUSE_ADMIN_USER }}_operator;
CREATE DATABASE IF NOT EXISTS {% raw %}{{ trial_database }}{% endraw %}_2;
\"\"\"))
"""


class Compose(PlatformWithServer):
    plugins = ["housewright", "operator"]

    def setUp(self):
        super().setUp()
        write_project(PLUGINS, {"operator.py": OPERATOR_PLUGIN})

    def job_scripts(self):
        return [call[-1] for call in self.calls() if call[0] == "docker" and "housewright-job" in call]

    def test_local(self):
        """`local do init` deploys; passwords of every character arrive, and none is shown; a second run does nothing"""
        self.configure(HOUSEWRIGHT_VARIABLES={"rows": 3})
        first = self.tutor("local", "do", "init")
        self.assertIn("done: 1 revision, 2 statements in", first)
        jobs = [one for call in self.calls() for one in call if one.endswith("-job")]
        self.assertEqual([jobs.count("housewright-job"), jobs[-1]], [1, "housewright-job"])
        self.assertEqual(
            self.received(),
            {
                "admin": ADMIN_PASSWORD,
                "lrs": LRS_PASSWORD,
                "rows": "3",
                "event sink": "event_sink",
            },
        )
        databases = [row[0] for row in self.server.query("SHOW DATABASES")]
        self.assertIn("ch_admin_operator", databases)
        self.assertIn("trial_2", databases)
        second = self.tutor("local", "do", "init", "-l", "housewright")
        self.assertIn("nothing to do: the only revision is applied", second)
        self.assertEqual(self.job_scripts(), ["exec sh /housewright/job/job.sh deploy --wait 120"] * 2)
        for text in (first, second, (self.folder / "calls.jsonl").read_text(), (self.folder / "processes").read_text()):
            self.assert_shows_no_secret(text)
        self.assertEqual([path for path in (self.folder / "tmp").rglob("*") if path.stat().st_mode & 0o077], [])

    def test_operators(self):
        """`dev do housewright -c` runs any command, quoted as in a shell; a failed one fails the job"""
        self.configure()
        self.assertIn("no such", self.tutor("dev", "do", "housewright", "-c", "stamp 'no such'", fails=True))
        self.assertIn("done: 1 revision", self.tutor("dev", "do", "housewright", "-c", "deploy --wait 5"))
        self.assertIn("0001 (trial) (head)", self.tutor("dev", "do", "housewright", "-c", "current"))

    def test_server_is_gone(self):
        """a server that does not answer in HOUSEWRIGHT_WAIT seconds fails the job, with its reason"""
        self.configure(CLICKHOUSE_INTERNAL_HTTP_PORT=1, HOUSEWRIGHT_WAIT=1)
        said = self.tutor("local", "do", "init", "-l", "housewright", fails=True)
        self.assertIn("127.0.0.1:1", said)
        self.assert_shows_no_secret(said)

    def test_alembic_was_here(self):
        """what Alembic has migrated is neither touched nor taken over unasked, also by a server that is late"""
        self.server.query("CREATE DATABASE trial")
        self.server.query(
            "CREATE TABLE trial.alembic_version (dt DateTime DEFAULT now(), version_num String) "
            "ENGINE = ReplacingMergeTree(dt) ORDER BY tuple()"
        )
        self.server.query("INSERT INTO trial.alembic_version (version_num) VALUES ('0001')")
        self.server.query("CREATE TABLE trial.received (name String, value String) ENGINE = MergeTree ORDER BY name")
        door = LateDoor(self.server.port, seconds=4)
        self.addCleanup(door.close)
        self.configure(CLICKHOUSE_INTERNAL_HTTP_PORT=door.port)
        said = self.tutor("local", "do", "init", "-l", "housewright", fails=True)
        self.assertIn("Alembic has migrated this ClickHouse, and what it has applied is not taken over yet", said)
        self.assertEqual(self.server.query("SHOW TABLES FROM trial"), [["alembic_version"], ["received"]])
        self.configure(HOUSEWRIGHT_ADOPT_ALEMBIC=True)
        said = self.tutor("local", "do", "init", "-l", "housewright")
        self.assertIn("adopted: 1 revision recorded as applied, from trial.alembic_version", said)
        self.assertIn("nothing to do: the only revision is applied", said)
