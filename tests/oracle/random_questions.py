"""Questions about random graphs: the same for the same seed, whatever the machine."""

import random

from graph import Graph

RESERVED = ("head", "heads", "base")


class Questions:
    """Graphs of 1 to 16 revisions with branches, merges, dependencies and labels, some of them broken, and questions."""

    def __init__(self, seed, number, per_graph):
        # Not hash(): it differs from run to run.
        self.random = random.Random(seed * 1_000_003 + number)
        self.per_graph = per_graph

    def chance(self, probability):
        return self.random.random() < probability

    def some(self, items, most):
        return self.random.sample(items, min(len(items), self.random.randint(1, most)))

    def all(self):
        self.make_graph()
        starts = [[], *(self.start() for _ in range(self.per_graph - 1))]
        for start in starts:
            yield self.question(start)

    # ------------------------------------------------------------------------------------------------------- the graph
    def new_id(self, number):
        if self.chance(0.5):
            return "r%d" % number
        return "%04x_%d" % (self.random.randrange(65536), number)

    def make_graph(self):
        self.ids, self.labels, self.graph = [], [], []
        new_base = self.random.choice([0.08, 0.15, 0.35])
        redundant = self.chance(0.3)
        for number in range(self.random.randint(1, 16)):
            item = {"id": self.new_id(number), "down": [], "depends_on": [], "labels": []}
            if self.ids and not self.chance(new_base):
                item["down"] = self.parents(redundant)
            if self.ids and self.chance(0.2):
                item["depends_on"] = self.some(self.ids + self.labels, 2)
            if self.chance(0.15):
                item["labels"] = ["line%d" % number] + (["also_line%d" % number] if self.chance(0.2) else [])
            self.graph.append(item)
            self.ids.append(item["id"])
            self.labels += item["labels"]
        if self.chance(0.05):
            self.break_something()
        if self.chance(0.4):
            self.random.shuffle(self.graph)

    def parents(self, redundant):
        named = {parent for item in self.graph for parent in item["down"]}
        tips = [name for name in self.ids if name not in named]
        if self.chance(0.8):
            return [self.random.choice(tips if tips and self.chance(0.7) else self.ids)]
        return self.some(tips if len(tips) > 1 and not redundant else self.ids, 3)

    def break_something(self):
        item = self.random.choice(self.graph)
        other = self.random.choice(self.ids)
        kind = self.random.choice(["cycle", "needs", "parent", "dependency", "label", "id", "twice", "word", "character"])
        if kind == "cycle":
            item["down"] = item["down"] + [other]
        elif kind == "needs":
            item["depends_on"] = item["depends_on"] + [other]
        elif kind == "parent":
            item["down"] = ["missing"]
        elif kind == "dependency":
            item["depends_on"] = ["missing"]
        elif kind == "label" and self.labels:
            item["labels"] = [self.random.choice(self.labels)]
        elif kind == "id":
            item["labels"] = [other]
        elif kind == "twice":
            self.graph.append({"id": other, "down": [], "depends_on": [], "labels": []})
        elif kind == "word":
            item["labels"] = [self.random.choice(RESERVED)]
        else:
            item["id"] = item["id"] + self.random.choice("-+@")

    # --------------------------------------------------------------------------------------------------- the questions
    def start(self):
        """Rows that a run of upgrades, and perhaps a downgrade of some, could have left."""
        graph = Graph(self.graph)
        if not graph.is_sound:
            return []
        applied = graph.below(self.some(self.ids, 3))
        if self.chance(0.3):
            applied -= graph.above(self.some(self.ids, 1))
        rows = sorted(graph.rows(applied))
        self.random.shuffle(rows)
        if self.chance(0.02):
            rows.append(self.random.choice(["gone", self.random.choice(self.ids)]))
        return rows

    def name(self):
        pick = self.random.random()
        if pick < 0.5:
            return self.random.choice(self.ids)
        if pick < 0.6:
            name = self.random.choice(self.ids + self.labels)
            return name[: self.random.randint(2, max(2, len(name)))]
        if pick < 0.72 and self.labels:
            return self.random.choice(self.labels)
        if pick < 0.74:
            return "nowhere"
        return self.random.choice(RESERVED)

    def target(self):
        pick = self.random.random()
        if pick < 0.2:
            return self.random.choice(["heads", "head"])
        if pick < 0.5:
            return self.name()
        branch = ""
        if self.chance(0.5):
            branch = self.random.choice(self.labels * 2 + self.ids + (["nowhere"] if self.chance(0.1) else [])) + "@"
        if pick < 0.7:
            return branch + self.name()
        offset = "%+d" % self.random.choice([1, 1, 2, 3, 7, -1, -1, -2, -3, -7])
        return branch + (self.name() if self.chance(0.4) else "") + offset

    def question(self, start):
        command = self.random.choices(
            ["upgrade", "downgrade", "stamp", "resolve", "resolve_one", "heads", "history", "iterate", "current", "revision"],
            [30, 30, 12, 6, 2, 2, 7, 5, 2, 4],
        )[0]
        question = {"graph": self.graph, "command": command, "start": start}
        if command in ("history", "iterate"):
            question["lower"] = None if self.chance(0.5) else self.chosen("lower")
            question["upper"] = self.target() if self.chance(0.5) else "heads"
            if command == "iterate":
                question["inclusive"] = self.chance(0.5)
                question["implicit_base"] = self.chance(0.3)
        elif command == "revision":
            question["target"] = self.random.choice(["head", "heads", self.name(), self.target(), self.some(self.ids, 3)])
            question["splice"] = self.chance(0.4)
            question["depends_on"] = [self.name()] if self.chance(0.3) else []
        elif command == "resolve_one":
            question["target"] = (self.random.choice(self.labels + self.ids) + "@" if self.chance(0.3) else "") + self.name()
        elif command not in ("heads", "current"):
            question["target"] = self.chosen(command)
        return question

    def chosen(self, command):
        if command == "downgrade" and self.chance(0.6):
            return self.random.choice(["base", "-1", "-2", self.random.choice(self.ids), self.random.choice(self.ids)])
        if command in ("stamp", "upgrade") and self.chance(0.12):
            return self.some(self.ids, 3)
        return self.target()
