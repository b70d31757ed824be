"""What `config save` writes: parsed, and searched for secrets."""

import shutil
import stat
import subprocess

import yaml
from platform_fixture import SOURCE, Platform, write_project
from tutor.exceptions import TutorError


class Rendering(Platform):
    def test_files(self):
        """`config save` renders service, job and generators, with no password outside of the Secret"""
        self.configure(CLICKHOUSE_ADMIN_PASSWORD="admin-secret", ASPECTS_CLICKHOUSE_LRS_PASSWORD="lrs-secret")
        self.compose_service()
        self.k8s_objects()
        self.secret_files()
        self.kustomize()
        script = self.rendered("plugins/housewright/apps/job/job.sh")
        done = subprocess.run(["shellcheck", script], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def compose_service(self):
        service = self.documents("local/docker-compose.jobs.yml")[0]["services"]["housewright-job"]
        owner = self.rendered("plugins/housewright/apps/secrets/housewright.env").stat().st_uid
        self.assertEqual(
            service,
            {
                "image": "housewright:0.1.0",
                "entrypoint": [],
                "user": str(owner),
                "volumes": [
                    "../plugins/housewright/apps/job:/housewright/job:ro,z",
                    "../plugins/housewright/apps/secrets:/housewright/secrets:ro,z",
                ],
                "depends_on": [],
            },
        )

    def k8s_objects(self):
        job = next(one for one in self.documents("k8s/jobs.yml") if one["metadata"]["name"] == "housewright-job")
        pod = job["spec"]["template"]["spec"]
        self.assertTrue(pod["securityContext"]["runAsNonRoot"])
        self.assertEqual(pod["containers"][0]["command"], [])
        self.assertNotIn("env", pod["containers"][0])
        self.assertEqual(
            pod["volumes"],
            [
                {"name": "job", "configMap": {"name": "housewright-project"}},
                {"name": "secrets", "secret": {"secretName": "housewright-secrets", "defaultMode": 0o440}},
                {"name": "tmp", "emptyDir": {}},
            ],
        )
        kustomization = self.documents("kustomization.yml")[0]
        self.assertIn("plugins/housewright/apps/secrets", kustomization["resources"])
        files = [one["files"] for one in kustomization["configMapGenerator"] if one["name"] == "housewright-project"]
        self.assertEqual(files, [["plugins/housewright/apps/job/job.sh", "plugins/housewright/apps/job/project.b64"]])
        secrets = self.documents("plugins/housewright/apps/secrets/kustomization.yml")[0]
        self.assertEqual(secrets["secretGenerator"][0]["files"], ["housewright.env", "operator.sql"])

    def secret_files(self):
        secrets = self.rendered("plugins/housewright/apps/secrets")
        self.assertEqual(stat.S_IMODE(secrets.stat().st_mode), 0o700)
        for name in ("housewright.env", "operator.sql"):
            self.assertEqual(stat.S_IMODE((secrets / name).stat().st_mode), 0o600)
        self.assertIn("admin-secret", (secrets / "housewright.env").read_text())
        for path in self.root.glob("env/**/*"):
            if path.is_file() and path.parent != secrets:
                self.assert_shows_no_secret(path.read_bytes().decode(errors="replace"), path)
        for name, text in self.packed_files().items():
            self.assert_shows_no_secret(text, name)

    def kustomize(self):
        kubectl = shutil.which("kubectl")
        if kubectl is None or subprocess.run([kubectl, "kustomize", "--help"], capture_output=True).returncode != 0:
            print("# kustomize is not asked: there is no kubectl that has it")
            return
        done = subprocess.run([kubectl, "kustomize", self.root / "env"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        objects = [one for one in yaml.safe_load_all(done.stdout)]
        names = {one["kind"]: one["metadata"]["name"] for one in objects if "housewright-" in one["metadata"]["name"]}
        job = next(one for one in objects if one["metadata"]["name"] == "housewright-job")
        volumes = job["spec"]["template"]["spec"]["volumes"]
        self.assertRegex(names["ConfigMap"], "^housewright-project-[a-z0-9]{10}$")
        self.assertEqual(volumes[0]["configMap"]["name"], names["ConfigMap"])
        self.assertEqual(volumes[1]["secret"]["secretName"], names["Secret"])
        for one in objects:
            if one["kind"] != "Secret":
                self.assert_shows_no_secret(yaml.safe_dump(one), one["metadata"]["name"])

    def test_enable(self):
        """`plugins enable` needs no setting, and `config save` keeps the passwords that it makes"""
        self.tutor("plugins", "enable", "housewright")
        self.tutor("config", "save")
        settings = self.configuration()
        self.assertIn("housewright", settings["PLUGINS"])
        self.assertEqual(len(settings["CLICKHOUSE_ADMIN_PASSWORD"]), 24)
        self.assertIn("housewright.toml", self.packed_files())
        environment = self.rendered("plugins/housewright/apps/secrets/housewright.env").read_text()
        self.assertIn('HOUSEWRIGHT_TARGET="http://clickhouse:8123"\n', environment)
        self.assertIn(f'HOUSEWRIGHT_PASSWORD="{settings["CLICKHOUSE_ADMIN_PASSWORD"]}"\n', environment)
        self.tutor("plugins", "disable", "housewright")
        self.assertFalse(self.rendered("plugins/housewright/apps/secrets").exists())

    def test_stale_files(self):
        """a renamed revision is not loaded under its old name, others are verbatim, changed modes are mended"""
        text = "-- {{ trial_database }} {% if cluster %}{# no comment #}{% endif %} {{ 1/0 }}\n"
        write_project(self.project, {"services/trial/0002_more.sql": text, ".secrets/password": "x", ".env": "A=b"})
        self.configure(CLICKHOUSE_ADMIN_PASSWORD="admin-secret", ASPECTS_CLICKHOUSE_LRS_PASSWORD="lrs-secret")
        self.assertEqual(self.packed_files()["services/trial/0002_more.sql"], text)
        secret = self.rendered("plugins/housewright/apps/secrets/housewright.env")
        secret.chmod(0o644)
        secret.parent.chmod(0o755)
        service = self.project / "services/trial"
        (service / "0001_values.sql").rename(service / "0001_keep_values.sql")
        self.tutor("config", "save")
        self.assertEqual(
            sorted(self.packed_files()),
            [
                "bootstrap/0001_databases.sql",
                "housewright.toml",
                "services/trial/0001_keep_values.sql",
                "services/trial/0002_more.sql",
            ],
        )
        self.assertEqual(list(self.root.glob("env/plugins/housewright/**/*.sql")), [secret.parent / "operator.sql"])
        self.assertEqual(stat.S_IMODE(secret.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(secret.parent.stat().st_mode), 0o700)


class Project(Platform):
    """The parts of the plugin by themselves."""

    def lines(self, **settings):
        from tutorhousewright.environment import environment_file
        from tutorhousewright.project import Project

        return environment_file(Project(str(self.project)), {"HOUSEWRIGHT_TARGET": "x", **settings}.get).splitlines()

    def test_variables(self):
        """a variable has the value of HOUSEWRIGHT_VARIABLES, the setting of its name, or that of its `env`"""
        self.assertEqual(
            self.lines(
                CLICKHOUSE_ADMIN_PASSWORD='a"b\\c$d\ne',
                ASPECTS_EVENT_SINK_DATABASE="sink",
                ROWS=5,
                HOUSEWRIGHT_VARIABLES={"rows": 7},
            ),
            [
                'HOUSEWRIGHT_PASSWORD="a\\"b\\\\c\\$d\\ne"',
                'HOUSEWRIGHT_TARGET="x"',
                'HOUSEWRIGHT_VAR_ADMIN="a\\"b\\\\c\\$d\\ne"',
                'HOUSEWRIGHT_VAR_ASPECTS_EVENT_SINK_DATABASE="sink"',
                'HOUSEWRIGHT_VAR_ROWS="7"',
            ],
        )

    def test_same_package(self):
        """the packed project is the same as long as no file changes"""
        from tutorhousewright.project import Project

        before = Project(str(self.project)).packed()
        (self.project / "housewright.toml").touch()
        self.assertEqual(Project(str(self.project)).packed(), before)

    def test_refusals(self):
        """a project or a value that cannot work is refused in words that name it"""
        from tutorhousewright.project import Project

        def of(settings=None, directory=None, **files):
            write_project(self.project, {name.replace("_", "."): text for name, text in files.items()})
            self.lines(**settings) if settings else Project(str(directory or self.project)).packed()

        many = "".join(chr(33 + i * i * i % 89) + str(i) for i in range(200_000))
        cases = [
            (lambda: of(directory="/no/such"), "cannot read /no/such/housewright.toml: No such file or directory"),
            (lambda: of({"HOUSEWRIGHT_VARIABLES": {"row": 1}}), "HOUSEWRIGHT_VARIABLES: row: no such variable in"),
            (lambda: of({"ROWS": [1]}), "HOUSEWRIGHT_VAR_ROWS: a list cannot be the value of a variable"),
            (lambda: of({"ROWS": "a\rb"}), "a character that the file of variables cannot hold"),
            (lambda: of(client_pem="-----BEGIN PRIVATE KEY-----\n"), "client.pem holds a private key"),
            (lambda: of(client_pem="", rows_tsv=many), "KiB when packed"),
            (lambda: of(housewright_toml="["), "housewright.toml: "),
        ]
        for call, words in cases:
            with self.subTest(words), self.assertRaisesRegex(TutorError, words):
                call()

    def test_shipped_project(self):
        """the project that comes with the plugin is examples/aspects"""
        from tutorhousewright.project import Project

        shipped, example = Project(""), SOURCE / "examples/aspects"
        self.assertIn("site-packages", str(shipped.directory))
        expected = sorted(
            path.relative_to(example).as_posix()
            for path in example.rglob("*")
            if path.is_file()
            and not any(part.startswith(".") or part == "data" for part in path.relative_to(example).parts)
        )
        self.assertEqual(shipped.files(), expected)
        for name in expected:
            self.assertEqual((shipped.directory / name).read_bytes(), (example / name).read_bytes())

    def test_version(self):
        """the plugin has Housewright's version"""
        from tutorhousewright.__about__ import VERSION

        self.assertIn(f"project(housewright VERSION {VERSION} ", (SOURCE / "CMakeLists.txt").read_text())
        self.assertIn(f'version = "{VERSION}"', (SOURCE / "integrations/tutor/pyproject.toml").read_text())
