#!/usr/bin/env python3
"""Asks Alembic the questions that graph_answer answers (README.md describes both forms).

    alembic_oracle.py < questions.jsonl > answers.jsonl

Nothing is run and no database is touched: revisions are made in memory, and Alembic's own script directory plans with them.
Needs the package alembic 1.19.
"""

import contextlib
import json
import signal
import sys
import types
import warnings

from alembic import util
from alembic.runtime.migration import HeadMaintainer
from alembic.script.base import Script, ScriptDirectory
from alembic.script.revision import Revision, RevisionMap, is_revision

SECONDS_PER_QUESTION = 2.0


def listed(value):
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def as_target(value):
    return tuple(value) if isinstance(value, list) else value


def id_of(revision):
    return revision if revision is None or isinstance(revision, str) else revision.revision


def nothing(**_):
    pass


class Node(Script):
    """One revision without a file."""

    def __init__(self, item):
        self.module = types.SimpleNamespace(upgrade=nothing, downgrade=nothing, __doc__="")
        self.path = item["id"]
        Revision.__init__(
            self,
            item["id"],
            listed(item.get("down")) or None,
            dependencies=listed(item.get("depends_on")) or None,
            branch_labels=listed(item.get("labels")) or None,
        )


class Directory(ScriptDirectory):
    def __init__(self, graph):
        self.dir, self.version_locations = ".", []
        self.revision_map = RevisionMap(lambda: [Node(item) for item in graph])


class Rows(HeadMaintainer):
    """Follows the rows of the version table, which is nowhere."""

    class Silent:
        as_sql = True
        version_table = "none"
        impl = types.SimpleNamespace(_exec=lambda *_: None)

        class _version:
            c = types.SimpleNamespace(version_num=None)
            insert = update = delete = None

    def __init__(self, heads):
        super().__init__(Rows.Silent, heads)

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version):
        self.heads.remove(version)

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


class Hang(BaseException):
    """Not an Exception, so that nothing inside of Alembic catches it."""


@contextlib.contextmanager
def time_limit():
    def ring(*_):
        raise Hang

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_QUESTION)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def failure(stage, problem):
    cause = problem.__cause__
    if cause is None and isinstance(problem, util.CommandError):
        cause = problem.__context__
    return {
        "ok": False,
        "stage": stage,
        "error_class": type(problem).__name__,
        "cause_class": type(cause).__name__ if cause is not None else None,
        "message": str(problem),
    }


def answer(question):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with time_limit():
                found = Alembic(question).answer()
        except Hang:
            found = {"ok": False, "stage": "hang", "error_class": "Hang", "cause_class": None, "message": ""}
    if caught:
        found["warnings"] = [str(warning.message) for warning in caught]
    return found


class Alembic:
    """One question, as Alembic's commands would put it to Alembic's library."""

    def __init__(self, question):
        self.question = question
        self.rows = listed(question.get("start"))
        self.target = as_target(question.get("target"))

    def answer(self):
        try:
            self.scripts = Directory(self.question["graph"])
            self.map = self.scripts.revision_map
            self.map._revision_map
        except Exception as problem:
            return failure("load", problem)
        try:
            return getattr(self, "ask_" + self.question["command"])()
        except Exception as problem:
            return failure("plan", problem)

    def ask_upgrade(self):
        return self.follow(self.scripts._upgrade_revs(self.target, self.rows))

    def ask_downgrade(self):
        return self.follow(self.scripts._downgrade_revs(self.target, self.rows))

    def ask_stamp(self):
        return self.follow(self.scripts._stamp_revs(util.to_tuple(self.target), self.rows))

    def follow(self, steps):
        """Walks through the steps and says what becomes of the rows."""
        rows = Rows(self.rows)
        order = [step.revision.revision for step in steps if hasattr(step, "revision")]
        plan = []
        for step in steps:
            try:
                rows.update_to_step(step)
            except Exception as problem:
                return failure("apply", problem) | {"plan": plan, "order": order}
            plan.append(
                {
                    "rev": step.revision.revision if hasattr(step, "revision") else None,
                    "direction": "up" if step.is_upgrade else "down",
                    "from": list(step.from_revisions_no_deps),
                    "to": list(step.to_revisions_no_deps),
                    "heads_after": sorted(rows.heads),
                }
            )
        return {"ok": True, "plan": plan, "order": order, "heads": sorted(rows.heads)}

    def ask_resolve(self):
        return {"ok": True, "order": [id_of(found) for found in self.scripts.get_revisions(self.target)]}

    def ask_resolve_one(self):
        return {"ok": True, "order": [id_of(self.scripts.get_revision(self.target))]}

    def ask_goal(self):
        """The revisions that an upgrade to the target is to reach; only asked by the comparison."""
        with self.scripts._catch_revision_errors():
            refuses_too_far = "upper" not in self.question
            goals = self.map._parse_upgrade_target(self.rows, self.target, refuses_too_far)
            return {"ok": True, "order": [is_revision(goal).revision for goal in goals]}

    def ask_iterate(self):
        switches = ("inclusive", "implicit_base", "select_for_downgrade", "assert_relative_length")
        found = self.map.iterate_revisions(
            as_target(self.question.get("upper")),
            as_target(self.question.get("lower")),
            **{name: self.question[name] for name in switches if name in self.question},
        )
        return {"ok": True, "order": [one.revision for one in found]}

    def ask_history(self):
        found = self.scripts.walk_revisions(
            base=as_target(self.question.get("lower")) or "base",
            head=as_target(self.question.get("upper")) or "heads",
        )
        return {"ok": True, "order": [one.revision for one in found]}

    def ask_heads(self):
        nodes = [node for name, node in self.map._revision_map.items() if node is not None and name == node.revision]
        return {
            "ok": True,
            "heads": list(self.map.heads),
            "real_heads": list(self.map._real_heads),
            "bases": list(self.map.bases),
            "real_bases": list(self.map._real_bases),
            "branch_points": [node.revision for node in nodes if node.is_branch_point],
            "merge_points": [node.revision for node in nodes if node.is_merge_point],
        }

    def ask_current(self):
        return {"ok": True, "order": sorted(one.revision for one in self.scripts.get_all_current(self.rows))}

    def ask_revision(self):
        """What `revision` and `merge` check before they write a file."""
        try:
            Script.verify_rev_id(self.question.get("new_id", "newrev"))
        except Exception as problem:
            raise util.CommandError(problem.args[0]) from problem
        with self.scripts._catch_revision_errors(multiple_heads="Multiple heads are present"):
            parents = self.map.get_revisions(self.target or "head")
        if len(set(parents)) != len(parents):
            raise util.CommandError("Duplicate head revisions specified")
        if not self.question.get("splice"):
            for parent in parents:
                if parent is not None and not parent.is_head:
                    raise util.CommandError("Revision %s is not a head revision" % parent.revision)
        needed = []
        for name in self.question.get("depends_on") or ():
            with self.scripts._catch_revision_errors():
                found = self.map.get_revision(name)
            needed.append(name if name in found.branch_labels else found.revision)
        return {"ok": True, "down": [id_of(parent) for parent in parents], "depends_on": needed}


if __name__ == "__main__":
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(answer(json.loads(line))))
