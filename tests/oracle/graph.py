"""Revision graphs for the comparison, computed in the plainest way, by neither of the two that are compared."""


class Graph:
    def __init__(self, items):
        self.items = {item["id"]: item for item in items}
        names = {label: item["id"] for item in items for label in item.get("labels") or ()}
        names.update({name: name for name in self.items})
        self.labels = {label for item in items for label in item.get("labels") or ()}
        self.names = names
        self.down = {name: list(item.get("down") or ()) for name, item in self.items.items()}
        self.needs = {
            name: self.down[name] + [names.get(needed, needed) for needed in item.get("depends_on") or ()]
            for name, item in self.items.items()
        }
        self.is_sound = (
            len(self.items) == len(items)
            and all(needed in self.items for all_needed in self.needs.values() for needed in all_needed)
            and not self.has_cycle(self.needs)
        )
        if self.is_sound:
            self.children = self.inverse(self.down)
            self.dependents = self.inverse(self.needs)

    def inverse(self, edges):
        back = {name: [] for name in edges}
        for name, targets in edges.items():
            for target in dict.fromkeys(targets):
                back[target].append(name)
        return back

    @staticmethod
    def has_cycle(edges):
        left = {name: [target for target in set(targets) if target in edges] for name, targets in edges.items()}
        while True:
            free = [name for name, targets in left.items() if not any(target in left for target in targets)]
            if not free:
                return bool(left)
            for name in free:
                del left[name]

    @staticmethod
    def reach(start, edges):
        reached, todo = set(), [name for name in start]
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                todo.extend(edges[name])
        return reached

    def known(self, names):
        return [name for name in names if name in self.items]

    def below(self, names):
        """These and all that they need."""
        return self.reach(self.known(names), self.needs)

    def above(self, names):
        """These and all that needs them."""
        return self.reach(self.known(names), self.dependents)

    def line(self, name):
        return self.reach([name], self.down) | self.reach([name], self.children)

    def rows(self, applied):
        return {name for name in applied if not any(other in applied for other in self.dependents[name])}

    def heads(self):
        return {name for name, above in self.children.items() if not above}

    def real_heads(self):
        return {name for name, above in self.dependents.items() if not above}

    def bases(self):
        return {name for name, below in self.down.items() if not below}

    def stamped_rows(self, rows, targets):
        """What rows are left when those above or below a target give way to it."""
        related = self.below(targets) | self.above(targets)
        kept = {name for name in self.rows(self.below(rows)) if name not in related}
        return self.rows(self.below(kept | set(targets)))

    def walk(self, name, steps, line=None, clamped=False):
        """The revision so many steps up or down the line of `name`, "base", "beyond" the last or the first revision, or
        None where there is more than one way. Clamped, it ends at the last one, or at base."""
        for _ in range(abs(steps)):
            if name == "base":
                return "base" if clamped else "beyond"
            edges = self.children if steps > 0 else self.down
            ways = [one for one in dict.fromkeys(edges[name]) if steps < 0 or line is None or one in line]
            if len(ways) > 1:
                return None
            if not ways and steps > 0:
                return name if clamped else "beyond"
            name = ways[0] if ways else "base"
        return name

    def first(self, name):
        """The first revision of a line without merges."""
        while self.down[name]:
            name = self.down[name][0]
        return name

    def between(self, lower, upper, question, whole=()):
        """What `upper` needs above `lower`; all of the lines that begin at `whole`. None where they do not lie so."""
        needed, others = self.below(upper), question.get("implicit_base", False)
        if not others and not set(lower) <= needed:
            return None
        found = needed - self.below(lower)
        if question.get("inclusive", True):
            found |= set(lower)
        starts = [*lower, *whole]
        return found & self.reach(starts, self.children) if starts and not others else found

    def is_legal(self, order, applied, up):
        """Whether each revision of `order` comes after all it needs (up), or all that needs it (down), and only once."""
        applied = set(applied)
        for name in order:
            if up:
                if name in applied or not set(self.needs[name]) <= applied:
                    return False
                applied.add(name)
            else:
                if name not in applied or set(self.dependents[name]) & applied:
                    return False
                applied.remove(name)
        return True
