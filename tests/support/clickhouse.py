"""ClickHouse 26.7, the library of the embedded engine, as a server for Python tests: a free loopback port, temporary
data.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request
from xml.sax.saxutils import escape

CONFIG = """<clickhouse>
  <path>{folder}/data/</path><tmp_path>{folder}/data/tmp/</tmp_path><users_config>{folder}/users.xml</users_config>
  <listen_host>127.0.0.1</listen_host><http_port>0</http_port><tcp_port>0</tcp_port>
  <logger><log>{folder}/log</log></logger>
  <query_log>
    <database>system</database><table>query_log</table><flush_interval_milliseconds>200</flush_interval_milliseconds>
  </query_log>
</clickhouse>
"""
# `default` is the session of the engine's own script.
USERS = """<clickhouse>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users>
    <default>
      <no_password/><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
    </default>
    <{user}>
      <password_sha256_hex>{hash}</password_sha256_hex><networks><ip>127.0.0.1</ip></networks><profile>default</profile>
      <quota>default</quota><access_management>1</access_management>
    </{user}>
  </users>
</clickhouse>
"""


class Server:
    """Ends with close(), and with this process whatever ends it. The engine has no CREATE USER."""

    def __init__(self, launcher, library, user, password):
        self.user, self.password = user, password
        self.folder = tempfile.mkdtemp(prefix="housewright-clickhouse-")
        os.mkdir(os.path.join(self.folder, "empty"))
        self._write("config.xml", CONFIG.format(folder=escape(self.folder)))
        self._write("users.xml", USERS.format(user=user, hash=hashlib.sha256(password.encode()).hexdigest()))
        life, self._life = os.pipe()
        ready, ready_of_server = os.pipe()
        with open(os.path.join(self.folder, "output"), "w") as output:
            self._process = subprocess.Popen(
                [launcher, library, os.path.join(self.folder, "config.xml"), str(life), str(ready_of_server)],
                pass_fds=(life, ready_of_server),
                cwd=os.path.join(self.folder, "empty"),
                stdout=output,
                stderr=output,
            )
        os.close(life)
        os.close(ready_of_server)
        with os.fdopen(ready) as ports:
            line = ports.readline()
        if not line:
            with open(os.path.join(self.folder, "output")) as output:
                raise RuntimeError("the server did not start: " + output.read())
        self.port = int(line.split()[0])
        self.url = "http://127.0.0.1:%d" % self.port

    def _write(self, name, text):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)

    def query(self, sql):
        """The rows as lists of texts; RuntimeError with the server's words where it refuses."""
        request = urllib.request.Request(
            self.url, data=sql.encode(), headers={"X-ClickHouse-User": self.user, "X-ClickHouse-Key": self.password}
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return [line.split("\t") for line in answer.read().decode().splitlines()]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from error

    def close(self):
        os.close(self._life)
        self._process.wait()
        shutil.rmtree(self.folder)
