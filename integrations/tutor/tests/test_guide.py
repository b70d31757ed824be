"""docs/guide/moving-aspects.md, run from its text, on a ClickHouse that the real Alembic and Aspects' own files have
migrated.
"""

import re
import subprocess

from platform_fixture import BIN, SOURCE, PlatformWithServer

GUIDE = SOURCE / "docs/guide/moving-aspects.md"
TABLES = """SELECT database, name, create_table_query FROM system.tables
WHERE database IN ('xapi', 'openedx', 'event_sink') AND name NOT IN ('alembic_version', 'housewright_journal')
ORDER BY ALL"""


class MovingAspects(PlatformWithServer):
    plugins = ["aspects", "mfe"]
    # Neither Alembic's configuration nor its address of a server can hold what other tests use.
    admin_password = "admin-password"

    def alembic(self, *arguments):
        folder = self.rendered("plugins/aspects/apps/aspects/migrations")
        done = subprocess.run(
            [BIN / "alembic", *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.assertEqual(done.returncode, 0, done.stdout)
        return done.stdout

    def test_guide(self):
        """the guide to moving Aspects runs: what Alembic applied stays, the rest follows, and there is a way back"""
        from tutorhousewright.project import Project

        if not any("/0041_" in name for name in Project("").files()):
            self.skipTest("examples/aspects does not have the revisions of Aspects up to 0041")
        self.migrate_with_alembic("0039")
        before = self.server.query(TABLES)
        script = "".join(re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(), flags=re.MULTILINE | re.DOTALL))
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = done.stdout
        self.assertEqual(done.returncode, 0, said)
        self.assert_says_in_order(said)
        changed = [row[1] for row in self.server.query(TABLES) if row not in before]
        self.assertEqual(changed, ["user_profile"])
        # Alembic agrees that only what it had not applied yet has changed.
        self.assertNotIn("Housewright", self.rendered("plugins/aspects/apps/aspects/scripts/alembic.sh").read_text())
        self.alembic("stamp", "0041")
        self.assertIn("0041 (head)", self.alembic("current"))

    def migrate_with_alembic(self, revision):
        native = self.server.query("SELECT getServerPort('tcp_port')")[0][0]
        self.configure(
            HOUSEWRIGHT_PROJECT="",
            ASPECTS_CLICKHOUSE_LRS_PASSWORD="lrs-password",
            CLICKHOUSE_INTERNAL_INSECURE_NATIVE_PORT=native,
        )
        # The engine has no users to make, so Aspects' own init task is left out but for its databases.
        for database in ("xapi", "openedx", "event_sink", "reporting"):
            self.server.query(f"CREATE DATABASE {database}")
        self.alembic("upgrade", revision)

    def assert_says_in_order(self, said):
        place = 0
        for words in (
            "Plugin housewright enabled",
            "is not taken over yet; nothing was changed",
            "not yet",
            "to be recorded as applied, without running anything: 26 revisions",
            "nothing was recorded",
            "adopted: 26 revisions recorded as applied, from xapi.alembic_version",
            "0039",
            "done: 2 revisions",
            "applied:  28 of 28 revisions",
            "Plugin housewright disabled",
        ):
            self.assertIn(words, said[place:])
            place = said.index(words, place)
