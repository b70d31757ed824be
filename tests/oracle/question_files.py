"""How the test scripts run graph_answer, and how they report: in TAP, kept for ./test where it asks for that."""

import json
import os
import queue
import subprocess
import threading


def answered(program, questions):
    """Each question with graph_answer's answer, while it still works on later ones."""
    process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    asked = queue.SimpleQueue()

    def write():
        for question in questions:
            asked.put(question)
            process.stdin.write(json.dumps(question) + "\n")
        process.stdin.close()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    for line in process.stdout:
        yield asked.get(), json.loads(line)
    writer.join()
    if process.wait() != 0 or not asked.empty():
        raise SystemExit("graph_answer ended with exit code %d" % process.returncode)


class Report:
    """Counts cases: `ok N - what`, `not ok N - what`, `ok N - what # SKIP why`."""

    def __init__(self, name):
        folder = os.environ.get("HOUSEWRIGHT_RESULTS")
        self.file = open(os.path.join(folder, name + ".tap"), "w") if folder else None
        self.number = self.failures = 0

    def line(self, text):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)

    def case(self, what, problem=None):
        self.number += 1
        self.line("%s %d - %s" % ("not ok" if problem else "ok", self.number, what))
        if problem:
            self.failures += 1
            print("".join("  # %s\n" % line for line in str(problem).splitlines()), end="", flush=True)

    def skip(self, what, why):
        self.number += 1
        self.line("ok %d - %s # SKIP %s" % (self.number, what, why))

    def finish(self):
        self.line("1..%d" % self.number)
        raise SystemExit(1 if self.failures or not self.number else 0)
