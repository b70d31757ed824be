"""Beside the Aspects plugin, the real one of PyPI: its settings are used, and Housewright stands in the place of
Alembic.
"""

import subprocess

from platform_fixture import PLUGINS, Platform, PlatformWithServer, write_project

SCRIPT = "plugins/aspects/apps/aspects/scripts/alembic.sh"
OTHER_ALEMBIC = """from tutor import hooks
hooks.Filters.CLI_DO_INIT_TASKS.add_item(("aspects", "cd /app/aspects/migrations && alembic upgrade head"))
"""


class BesideAspects(Platform):
    plugins = ["aspects", "housewright", "mfe"]

    def alembic(self, *arguments):
        """The exit code and all that Aspects' script says."""
        done = subprocess.run(
            ["bash", self.rendered(SCRIPT), *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return done.returncode, done.stdout

    def test_place_of_alembic(self):
        """`do init` runs Housewright between Aspects' ClickHouse task and its own, in which Alembic does nothing"""
        said = self.configure()
        self.assertNotIn("conflicting", said)
        self.tutor("local", "do", "init", "--limit=aspects", HOUSEWRIGHT_STAND_IN="log")
        jobs = [one for call in self.calls() for one in call if one.endswith("-job")]
        self.assertEqual(jobs[:4], ["mysql-job", "clickhouse-job", "housewright-job", "aspects-job"])
        task = next(call[-1] for call in self.calls() if "aspects-job" in call)
        self.assertLess(task.index("bash /app/aspects/scripts/alembic.sh upgrade head"), task.index("dbt.sh"))
        self.assertEqual(
            self.alembic("upgrade", "head"), (0, "alembic upgrade head: left to Housewright, which has run already\n")
        )
        code, said = self.alembic("downgrade", "base")
        self.assertEqual(
            (code, said.splitlines()[0]),
            (1, "error: Housewright migrates this ClickHouse, not Alembic; nothing was changed"),
        )
        service = self.documents("local/docker-compose.jobs.yml")[0]["services"]["housewright-job"]
        self.assertEqual(service["depends_on"], ["clickhouse"])

    def test_alembic_stays(self):
        """with HOUSEWRIGHT_REPLACES_ALEMBIC false, Aspects' script is its own"""
        self.configure(HOUSEWRIGHT_REPLACES_ALEMBIC=False)
        script = self.rendered(SCRIPT).read_text()
        self.assertNotIn("Housewright", script)
        self.assertIn('alembic "$@"', script)

    def test_unknown_step(self):
        """an Aspects plugin that starts Alembic in another way is refused before any task runs"""
        write_project(PLUGINS, {"another.py": OTHER_ALEMBIC})
        self.plugins = [*self.plugins, "another"]
        self.configure()
        said = self.tutor("local", "do", "init", fails=True)
        self.assertIn("starts Alembic in a way that the plugin housewright does not know", said)
        self.assertEqual(self.calls(), [])


class ShippedProject(PlatformWithServer):
    # Aspects writes it between double quotes of YAML as it is.
    admin_password = "a'd@m:i%n/1"
    plugins = ["aspects", "housewright", "mfe"]

    def test_deploy(self):
        """the project that comes with the plugin is deployed with the settings of Aspects"""
        from tutorhousewright.project import Project
        from tutorhousewright.settings import CLICKHOUSE_UNIQUE

        known = dict(CLICKHOUSE_UNIQUE)
        missing = {
            name: self.admin_password if "admin" in name.lower() else "another-password"
            for name, declared in Project("").variables.items()
            if declared.get("secret") and name.upper() not in known
        }
        self.configure(
            HOUSEWRIGHT_PROJECT="", ASPECTS_CLICKHOUSE_LRS_PASSWORD="lrs-password", HOUSEWRIGHT_VARIABLES=missing
        )
        said = self.tutor("local", "do", "init", "-l", "housewright")
        self.assertRegex(said, r"done: \d+ revisions, \d+ statements in")
        tables = {row[0] for row in self.server.query("SHOW TABLES FROM event_sink")}
        self.assertLess({"course_overviews", "user_profile", "external_id"}, tables)
