"""Whether an answer of graph_answer's agrees with Alembic's, and the deviations that are meant.

A deviation is a place where Alembic crashes, hangs, or is wrong. Each has a name, a reason in docs/reference/alembic.md and
a test here that says exactly what our answer must be: nothing passes because a case looks like a deviation.
"""

import json
import re

from graph import Graph

CRASHES = {"KeyError", "AssertionError", "AttributeError", "Hang", "TypeError"}
LOOPS = {"LoopDetected", "DependencyLoopDetected", "CycleDetected", "DependencyCycleDetected"}
SETS = ("heads", "real_heads", "bases", "real_bases", "branch_points", "merge_points", "down")
TARGET = re.compile(r"(?:(?P<branch>[^@]+)@)?(?P<name>\w+)?(?P<offset>[+-]\d+)?$")


def class_of(answer):
    return None if answer["ok"] else answer.get("cause_class") or answer["error_class"]


def revisions(order):
    """Without the marks for base."""
    return [name for name in order if name not in (None, "base")]


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def agrees(question, theirs, ours):
    if not theirs["ok"]:
        loads = [fault["error_class"] for fault in ours.get("faults", [])]
        return not ours["ok"] and (class_of(theirs) == class_of(ours) or class_of(theirs) in loads)
    if not ours["ok"]:
        return False
    if question["command"] != "stamp" and "order" in theirs:
        if sorted(revisions(theirs["order"])) != sorted(revisions(ours["order"])):
            return False
    if theirs.get("depends_on", []) != ours.get("depends_on", []):
        return False
    return all(sorted(theirs[name]) == sorted(ours[name]) for name in SETS if name in theirs)


class Comparison:
    """One question with both answers; `ask_alembic` answers it in other words."""

    deviations = ()  # set by deviations.py

    def __init__(self, question, theirs, ours, ask_alembic):
        self.question, self.theirs, self.ours, self.ask = question, theirs, ours, ask_alembic
        self.command = question["command"]
        self.graph = Graph(question["graph"])
        self.start = listed(question.get("start"))
        self.field = "target"
        self.set_target(question.get("target"))

    def set_target(self, target):
        self.target = target
        match = TARGET.match(target) if isinstance(target, str) else None
        self.branch, self.name, offset = match.group("branch", "name", "offset") if match else (None, None, None)
        self.offset = int(offset) if offset else None

    def verdict(self, depth=3):
        """None: equal. A name: a deviation that is meant. Raises Difference otherwise."""
        problem = self.own_problem()
        if problem:
            raise Difference(self, problem)
        if agrees(self.question, self.theirs, self.ours):
            return None
        for deviation in self.deviations:
            if deviation(self, depth):
                return deviation.__name__.replace("_", "-")
        raise Difference(self, "the answers differ")

    def own_problem(self):
        """What is wrong with our answer whatever Alembic says."""
        if not self.ours["ok"]:
            return "an error without class" if class_of(self.ours) in ("unknown", None) else None
        if not self.graph.is_sound:
            return "an answer about a broken graph"
        if self.command not in ("upgrade", "downgrade"):
            return None
        applied, up = self.graph.below(self.start), self.command == "upgrade"
        if not self.graph.is_legal(self.ours["order"], applied, up):
            return "an order that is not legal"
        after = applied | set(self.ours["order"]) if up else applied - set(self.ours["order"])
        if self.graph.rows(after) != set(self.ours["heads"]):
            return "rows that are not the heads of what is applied"
        return None

    # --------------------------------------------------------------------------------------------------------- helpers
    def fails_with(self, *classes):
        return not self.ours["ok"] and class_of(self.ours) in classes

    def undoes(self, roots):
        """Ours undoes these and what needs them, as far as applied."""
        expected = self.graph.above(roots) & self.graph.below(self.start)
        return self.ours["ok"] and set(self.ours["order"]) == expected

    def asked_as(self, depth, ours=None, **changes):
        """Alembic's answer to the question in other words is ours."""
        if depth == 0:
            return False
        question = {**self.question, **changes}
        try:
            Comparison(question, self.ask(question), ours or self.ours, self.ask).verdict(depth - 1)
        except Difference:
            return False
        return True

    def resolved(self, target):
        """What Alembic says that one revision is: its id, "base", or an error class."""
        answer = self.ask({"graph": self.question["graph"], "command": "resolve_one", "target": target})
        if not answer["ok"]:
            return None, class_of(answer)
        return answer["order"][0] or "base", None

    def own_line(self):
        """The applied revisions that -N undoes, highest first; None where there is no single row to begin with."""
        rows = self.graph.rows(self.graph.below(self.start))
        line = None
        if self.branch:
            branch, _ = self.resolved(self.branch)
            if branch in (None, "base"):
                return None
            line = self.graph.line(branch)
            applied = self.graph.below(self.start)
            tips = {name for name in applied if not set(self.graph.children[name]) & applied}
            rows = (rows & line) or (tips & line)
        if len(rows) != 1:
            return None
        undone = [rows.pop()]
        while len(undone) < -self.offset:
            below = self.graph.walk(undone[-1], -1)
            if below in (None, "base"):
                return None
            undone.append(below)
        return undone


class Difference(Exception):
    def __init__(self, comparison, problem):
        self.question = comparison.question
        text = {"question": comparison.question, "alembic": comparison.theirs, "housewright": comparison.ours}
        super().__init__(problem + "\n" + "\n".join("%s: %s" % (key, json.dumps(value)) for key, value in text.items()))
