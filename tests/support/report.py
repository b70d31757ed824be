"""How Python test scripts report: in TAP, kept for ./test where it asks for that."""

import os


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
