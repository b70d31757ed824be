"""Jobs of `tutor k8s` on a real ClickHouse 26.7; a stand-in for `kubectl`, and for the cluster's API, runs them on this
machine.
"""

import http.server
import json
import threading
import urllib.parse

import yaml
from platform_fixture import ADMIN_PASSWORD, LRS_PASSWORD, PlatformWithServer, write_project

MANY_TABLES = """-- revision: 0002
-- down_revision: 0001
-- message: Create many tables
-- +upgrade
%s-- +downgrade
-- irreversible: a trial
""" % "".join(
    "CREATE TABLE {{ trial_database }}.t%d (id UInt64) ENGINE = MergeTree ORDER BY id;\n" % i for i in range(30)
)


class JobsOfCluster(http.server.BaseHTTPRequestHandler):
    """The two questions about jobs that Tutor asks the cluster: which are active, and how one ended."""

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        file = self.server.folder / "jobs.json"
        items = []
        if "fieldSelector" in query and file.exists():
            job = json.loads(file.read_text())
            succeeded = int(job["exit_codes"][-1] == 0)
            items = [{"metadata": {"name": job["name"]}, "status": {"succeeded": succeeded, "failed": 1 - succeeded}}]
        body = json.dumps({"kind": "JobList", "apiVersion": "batch/v1", "metadata": {}, "items": items}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Kubernetes(PlatformWithServer):
    def setUp(self):
        super().setUp()
        cluster = http.server.ThreadingHTTPServer(("127.0.0.1", 0), JobsOfCluster)
        cluster.folder = self.folder
        threading.Thread(target=cluster.serve_forever, daemon=True).start()
        self.addCleanup(cluster.server_close)
        self.addCleanup(cluster.shutdown)
        write_project(
            self.folder / ".kube",
            {
                "config": yaml.safe_dump(
                    {
                        "apiVersion": "v1",
                        "kind": "Config",
                        "current-context": "trial",
                        "users": [{"name": "trial", "user": {}}],
                        "clusters": [
                            {"name": "trial", "cluster": {"server": f"http://127.0.0.1:{cluster.server_port}"}}
                        ],
                        "contexts": [{"name": "trial", "context": {"cluster": "trial", "user": "trial"}}],
                    }
                )
            },
        )

    def exit_codes(self):
        return json.loads((self.folder / "jobs.json").read_text())["exit_codes"]

    def test_deploy(self):
        """`k8s do init` applies ConfigMap, Secret and job; it deploys, and passwords stand in the Secret alone"""
        self.configure()
        said = self.tutor("k8s", "do", "init", "-l", "housewright")
        self.assertIn("successful", said)
        self.assertEqual(self.exit_codes(), [0])
        self.assertEqual(self.received()["admin"], ADMIN_PASSWORD)
        self.assertEqual(self.received()["lrs"], LRS_PASSWORD)
        self.assertEqual(
            sorted(path.name for path in (self.folder / "cluster").iterdir()),
            ["ConfigMap-housewright-project.json", "Secret-housewright-secrets.json"],
        )
        for name in ("cluster/ConfigMap-housewright-project.json", "applied.yml", "calls.jsonl", "processes"):
            self.assert_shows_no_secret((self.folder / name).read_text(), name)
        self.assert_shows_no_secret(said)

    def test_killed_and_tried_again(self):
        """a job that is killed inside of a revision is finished by the second try of Kubernetes, each statement once"""
        write_project(self.project, {"services/trial/0002_many.sql": MANY_TABLES})
        self.configure()
        self.tutor("k8s", "do", "init", "-l", "housewright", STAND_IN_KILL_AT="0002 trial  12/30")
        self.assertEqual(self.exit_codes(), [-9, 0])
        self.assertEqual(
            self.server.query("SELECT count() FROM system.tables WHERE database = 'trial' AND name LIKE 't%'"), [["30"]]
        )
        self.assertEqual(len(self.received()), 4)
        self.tutor("k8s", "do", "housewright", "-c", "current --check-heads")
        self.assertEqual(self.exit_codes(), [0])
