"""The deviations from Alembic that are meant. docs/reference/alembic.md gives the reason of each under its name.

Each function says whether the answers of a comparison differ for this reason and no other: it tests the question, Alembic's
answer and ours.
"""

from comparison import CRASHES, LOOPS, Comparison, class_of, revisions

RESERVED = {"head", "heads", "base", "current", "none"}
NAMED_ONCE = ("stamp", "resolve", "resolve_one", "revision")


# ---------------------------------------------------------------------------------------------------------- broken graphs
def cycle_is_found(c, _):
    """Alembic overlooks a cycle that can be entered and left, or calls one along parents a cycle of dependencies."""
    if not c.fails_with(*LOOPS) or c.ours["stage"] != "load":
        return False
    members = c.ours["message"].partition(": ")[2].split()
    edges = c.graph.needs
    return all(after in edges[name] for name, after in zip(members, members[1:] + members[:1]))


def broken_graph_is_refused(c, _):
    """An id that is there twice, or a reserved word as id or label: Alembic takes them, and some revision is out of reach."""
    items = c.question["graph"]
    kinds = {fault["message"].partition(":")[0] for fault in c.ours.get("faults", ())}
    names = {item["id"] for item in items} | {label for item in items for label in item["labels"]}
    is_twice = len({item["id"] for item in items}) < len(items)
    return ("duplicate id" in kinds and is_twice) or ("reserved name" in kinds and bool(names & RESERVED))


# ---------------------------------------------------------------------------------------------------------- Alembic's rows
def crash(c, _):
    """Alembic ends in an exception that is none of its own, or not at all. Where it had a plan, ours is the same."""
    if class_of(c.theirs) not in CRASHES:
        return False
    if c.theirs["stage"] != "apply":
        return True  # Comparison.own_problem() looks at ours
    if c.command == "stamp":
        return c.ours["ok"] and stamped(c) == set(c.ours["heads"])
    return c.ours["ok"] and sorted(c.ours["order"]) == sorted(c.theirs["order"])


def implied_row(c, _):
    """Alembic leaves a row that another row implies, after which its commands refuse to work."""
    if not (c.theirs["ok"] and c.ours["ok"] and "heads" in c.theirs):
        return False
    rows = c.graph.rows(c.graph.below(c.theirs["heads"]))
    return rows < set(c.theirs["heads"]) and rows == set(c.ours["heads"])


def parent_named_twice(c, depth):
    """A parent named twice is one parent, and no merge."""
    items = [{**item, "down": list(dict.fromkeys(item["down"]))} for item in c.question["graph"]]
    return items != c.question["graph"] and c.asked_as(depth, graph=items)


def overlapping_rows(c, depth):
    """Such rows, or one twice, to begin with: what is applied is a set here, and needs no rows."""
    rows = c.graph.rows(c.graph.below(c.start))
    return len(c.graph.known(c.start)) > len(rows) and c.asked_as(depth, start=sorted(rows))


def unknown_row(c, depth):
    """A row without revision stops Alembic; here only what would go on from it."""
    known = c.graph.known(c.start)
    if len(known) == len(c.start):
        return False
    if not c.ours["ok"] and "that this project does not have" in c.ours["message"]:
        return not c.theirs["ok"]
    if class_of(c.theirs) != "ResolutionError":
        return False
    if c.command in ("upgrade", "downgrade") and c.ours["ok"] and c.ours["order"]:
        return False
    return c.fails_with("ResolutionError") or c.asked_as(depth, start=known)


# ------------------------------------------------------------------------------------------------------------------- steps
def steps_down_from_several_heads(c, _):
    """Alembic takes the row that the database returns first."""
    warned = any("ambiguous" in text for text in c.theirs.get("warnings", ()))
    return c.command == "downgrade" and warned and c.fails_with("RevisionError") and "heads" in c.ours["message"]


def step_down_from_merge(c, _):
    """-1 from a merge is ambiguous in Alembic because it asks for the one revision below."""
    if c.command != "downgrade" or c.name or c.theirs.get("message") != "Ambiguous walk":
        return False
    undone = c.own_line()
    return bool(undone) and len(c.graph.down[undone[-1]]) > 1 and c.undoes(undone[-1:])


def step_down_beside_branch(c, _):
    """label@-N where the revision to go to has several children: Alembic looks for the label above them, not for the row."""
    if c.command != "downgrade" or c.name or not c.branch or "Not a valid downgrade" not in c.theirs.get("message", ""):
        return False
    undone = c.own_line()
    return bool(undone) and c.undoes(undone[-1:])


def steps_down_to_base(c, _):
    """rev-N or BRANCH@-N that ends at base undoes that line; Alembic undoes other trees as well."""
    if c.command != "downgrade" or (c.offset or 0) >= 0 or not c.theirs["ok"]:
        return False
    if c.name:
        first, _ = c.resolved((c.branch + "@" if c.branch else "") + c.name)
        last = first in c.graph.items and c.graph.walk(first, c.offset + 1)
    else:
        undone = c.own_line()
        last = undone and undone[-1]
    return last in c.graph.bases() and c.undoes([last]) and set(c.ours["order"]) < set(c.theirs["order"])


def below_base(c, _):
    """base-N: Alembic counts down from the head."""
    for field in ("target", "lower", "upper"):
        c.set_target(c.question.get(field))
        if c.name == "base" and (c.offset or 0) < 0:
            return c.fails_with("RevisionError", "ResolutionError")
    return False


def walk_beyond_base(c, _):
    """`resolve` names nothing, silently, where steps lead beyond base."""
    return None in c.theirs.get("order", ()) and bool(c.offset) and c.fails_with("RevisionError")


def steps_up_from_several_heads(c, _):
    """heads:+N is refused for the steps, not for the heads."""
    is_range = c.command in ("history", "iterate") and str(c.question.get("upper")).startswith("+")
    return is_range and class_of(c.theirs) == "MultipleHeads" and c.fails_with("RevisionError")


# -------------------------------------------------------------------------------------------------------- branches and heads
def branch_is_looked_at(c, depth):
    """Alembic looks the revision of BRANCH@TARGET up in the whole graph here, or does not look whether there is a branch."""
    for field in ("target", "lower", "upper"):
        if not isinstance(c.question.get(field), str):
            continue
        c.set_target(c.question[field])
        if not c.branch:
            continue
        branch, problem = c.resolved(c.branch)
        if branch in (None, "base") and c.fails_with("ResolutionError"):
            return True
        if not c.name or (c.name == "base" and not c.offset):
            continue
        found, problem = c.resolved(c.branch + "@" + c.name)
        if problem and c.fails_with(problem):
            return True
        if found in c.graph.items:
            whole = "%s@%s%s" % (c.branch, found, "%+d" % c.offset if c.offset is not None else "")
            if whole != c.question[field] and c.asked_as(depth, **{field: whole}):
                return True
    return False


def head_that_needs_the_others(c, depth):
    """Several heads of which one depends on the others are one head."""
    if class_of(c.theirs) != "MultipleHeads" or len(c.graph.real_heads()) != 1:
        return False
    if c.command == "revision":  # to go on from is another matter than to depend on
        return c.question["depends_on"] == ["head"] and c.asked_as(depth, depends_on=["heads"])
    changes = {}
    for field in ("target", "lower", "upper"):
        value = c.question.get(field)
        if isinstance(value, str) and value.partition("+")[0].partition("-")[0] == "head":
            changes[field] = "heads" + value[4:]
    return bool(changes) and c.asked_as(depth, **changes)


def history_of_branch_others_need(c, depth):
    """history BRANCH@TARGET: knows only heads on which nothing depends, and shows nothing of a branch that has none."""
    branch = str(c.question.get("lower")).partition("@")
    if c.command not in ("history", "iterate") or not branch[1] or c.question.get("upper") not in (None, "heads"):
        return False
    return c.asked_as(depth, upper=branch[0] + "@heads")


def range_of_branch(c, _):
    """history BRANCH@LOWER:UPPER keeps upper ends on the line of BRANCH; Alembic compares labels, also where BRANCH is an id."""
    if c.command not in ("history", "iterate") or "@" not in str(c.question.get("lower")):
        return False
    c.set_target(c.question["lower"])
    branch, _ = c.resolved(c.branch)
    lower, _ = c.resolved(c.question["lower"])
    upper = c.ask({**c.question, "command": "goal", "target": c.question["upper"]})
    if branch not in c.graph.items or not lower or not upper["ok"] or c.question["upper"].startswith("+"):
        return False
    ends = c.graph.heads() if c.question["upper"] == "heads" else set(upper["order"])
    expected = c.graph.between({lower} - {"base"}, ends & c.graph.line(branch), c.question)
    if expected is None:
        return c.fails_with("RangeNotAncestorError")
    return c.ours["ok"] and set(c.ours["order"]) == expected


def steps_above(c, rows):
    """The revision that +N above these comes to, or None."""
    line = None
    if c.branch:
        branch, _ = c.resolved(c.branch)
        if branch not in c.graph.items:
            return None
        line = c.graph.line(branch)
        rows = rows & line or c.graph.rows(c.graph.below(rows) & line)
    if len(rows) > 1:
        return None
    bases = [name for name in c.graph.bases() if line is None or name in line]
    if not rows and len(bases) != 1:
        return None
    start, steps = (min(rows), c.offset) if rows else (bases[0], c.offset - 1)
    return c.graph.walk(start, steps, line, c.command == "history")


def steps_below_heads(c, depth):
    """-N below each head: Alembic leaves out heads that another branch needs, or that carry no label, and stumbles over lines
    that are shorter than that."""
    field = "lower" if c.command in ("history", "iterate") else "target"
    c.set_target(c.question.get(field))
    if c.command not in ("history", "iterate", "resolve", "revision") or c.name or (c.offset or 0) >= 0:
        return False
    line, heads = set(c.graph.items), c.graph.real_heads()
    if c.branch:
        branch, _ = c.resolved(c.branch)
        if branch not in c.graph.items:
            return False
        line = c.graph.line(branch)
        heads = line & heads or line & c.graph.heads()
    goals = {head: c.graph.walk(head, c.offset) for head in heads}
    if None in goals.values():
        return c.fails_with("RevisionError")
    if "beyond" in goals.values() and c.command != "history":  # which stops at the end
        return c.fails_with("RevisionError")
    if c.command == "revision":
        return c.asked_as(depth, target=sorted(set(goals.values()) - {"base"}) or "base")
    if c.command == "resolve":
        return c.ours["ok"] and set(c.ours["order"]) == set(goals.values()) - {"base"}
    lower = {goal for goal in goals.values() if goal in c.graph.items}
    is_all = c.branch and c.question["upper"] == "heads"
    c.set_target(c.question["upper"])
    if c.offset is not None and not c.name and c.offset > 0:
        above = steps_above(c, lower)
        if above in (None, "beyond"):
            return c.fails_with("RevisionError", "ResolutionError")
        ends = {above}
    else:
        upper = c.ask({**c.question, "command": "goal", "target": c.question["upper"]})
        if not upper["ok"]:
            return c.fails_with(class_of(upper))
        ends = c.graph.heads() if is_all else set(upper["order"])
    ends &= line
    whole = {c.graph.first(head) for head, goal in goals.items() if goal not in c.graph.items}
    expected = c.graph.between(lower, ends, c.question, whole)
    if expected is None:
        return c.fails_with("RangeNotAncestorError")
    if lower - c.graph.rows(c.graph.below(lower)):  # one is below another
        return c.fails_with("RevisionError")
    return c.ours["ok"] and set(c.ours["order"]) == expected


# -------------------------------------------------------------------------------------------------- targets in every command
def steps_from_revision(c, depth):
    """rev+N and rev-N mean the same in every command; Alembic knows them in upgrade, downgrade and the end of a range."""
    for field in ("target",) if c.command in NAMED_ONCE else ("lower",) if c.command in ("history", "iterate") else ():
        c.set_target(c.question.get(field))
        if not c.name or c.offset is None or class_of(c.theirs) != "ResolutionError":
            continue
        found, problem = c.resolved((c.branch + "@" if c.branch else "") + c.name)
        if problem:
            return c.fails_with(problem) or (c.name == "head" and head_from_which(c, field, depth))
        line = None
        if c.branch:
            line = c.graph.line(c.resolved(c.branch)[0])
        clamped = c.command == "history"
        if found == "base":
            bases = [name for name in c.graph.bases() if line is None or name in line]
            goal = c.graph.walk(bases[0], c.offset - 1, line, clamped) if len(bases) == 1 and c.offset > 0 else None
        else:
            goal = c.graph.walk(found, c.offset, line, clamped)
        if goal is None or (goal in ("base", "beyond") and not clamped):
            return c.fails_with("RevisionError")
        keeps_branch = c.branch and field == "lower"  # where it says which upper ends count
        return c.asked_as(depth, **{field: (c.branch + "@" if keeps_branch else "") + goal})
    return False


def head_from_which(c, field, depth):
    return len(c.graph.real_heads()) == 1 and c.asked_as(depth, **{field: "heads" + c.question[field][4:]})


def steps_from_what_is_stamped(c, depth):
    """stamp -N and +N count from what is applied; Alembic refuses them, or counts -N from the heads if nothing is applied."""
    if c.command != "stamp" or c.name or not c.offset:
        return False
    other = {**c.question, "command": "downgrade" if c.offset < 0 else "goal"}
    theirs = c.ask(other)
    if not theirs["ok"]:
        return c.fails_with(class_of(theirs), "RevisionError") or (
            other["command"] == "downgrade" and c.own_line() is not None and stamped_down(c)
        )
    if c.offset > 0:
        return c.ours["ok"] and set(c.ours["heads"]) == c.graph.stamped_rows(c.start, theirs["order"])
    return steps_down_from_several_heads_of(c, theirs) or stamped_down(c)


def stamped_down(c):
    undone = c.own_line()
    left = c.graph.below(c.start) - c.graph.above(undone[-1:]) if undone else None
    return left is not None and c.ours["ok"] and c.graph.rows(left) == set(c.ours["heads"])


def steps_down_from_several_heads_of(c, theirs):
    warned = any("ambiguous" in text for text in theirs.get("warnings", ()))
    return warned and c.fails_with("RevisionError")


def stamp_of_several(c, _):
    """Alembic's first target takes away the rows of the others, and BRANCH@REV also rows that only BRANCH is related to."""
    if c.command != "stamp" or not c.ours["ok"] or stamped(c) != set(c.ours["heads"]):
        return False
    is_less = c.theirs["ok"] and set(c.theirs["heads"]) < set(c.ours["heads"])
    return len(destinations(c)) > 1 or (bool(c.branch) and is_less)


def destinations(c):
    found = c.ask({**c.question, "command": "resolve"})
    return set(revisions(found["order"])) if found["ok"] else set()


def stamped(c):
    return c.graph.stamped_rows(c.start, destinations(c))


Comparison.deviations = (
    cycle_is_found,
    broken_graph_is_refused,
    crash,
    parent_named_twice,
    implied_row,
    overlapping_rows,
    unknown_row,
    steps_down_from_several_heads,
    step_down_from_merge,
    step_down_beside_branch,
    steps_down_to_base,
    below_base,
    walk_beyond_base,
    steps_up_from_several_heads,
    branch_is_looked_at,
    head_that_needs_the_others,
    history_of_branch_others_need,
    range_of_branch,
    steps_below_heads,
    steps_from_revision,
    steps_from_what_is_stamped,
    stamp_of_several,
)
