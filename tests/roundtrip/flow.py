"""flow.py - what an independent reader saw: text in order, grids of tables, and how two of these compare.

Owns the notation in which the oracles of HTML and DOCX and the view of retort's JSON are compared:
a soft break stands between blocks, "\\n" where a line ends inside one, an object is U+FFFC.
"""
import re

SOFT = "\x1e"    # between blocks: several are one, none at the ends
OBJECT = "\ufffc"  # an image, a box to tick
AFTER = "\x1f"   # behind each choice of a drop-down


class Flow:
    """Text as it comes. With `collapse` white space does what CSS Text 3 says of white-space: normal."""

    def __init__(self):
        self.parts, self.space, self.edge = [], False, True

    def exactly(self, text):
        """Text whose white space counts."""
        if text:
            self._settle()
            self.parts.append(text)
            self.edge = text.endswith("\n")

    def _settle(self):
        if self.space:
            self.parts.append(" ")
        self.space = self.edge = False

    def collapse(self, text, lines=False):
        """Spaces, tabs and line feeds are one space, none at the edges of a line; `lines`: pre-line."""
        for piece in re.split(r"([ \t\n\r]+)" if not lines else r"([ \t\r]+|\n)", text):
            if piece == "\n" and lines:
                self.line()
            elif piece and piece[0] in " \t\n\r":
                self.space = not self.edge
            elif piece:
                self._settle()
                self.parts.append(piece)

    def line(self):
        """A line ends within the block."""
        self.space, self.edge = False, True
        self.parts.append("\n")

    def block(self):
        self.space, self.edge = False, True
        self.parts.append(SOFT)

    def mark(self):
        return len(self.parts)

    def since(self, mark):
        return tidy("".join(self.parts[mark:]))


def tidy(text):
    return re.sub(SOFT + "+", SOFT, text).strip(SOFT)


# ---- Grids --------------------------------------------------------------------------------------


def grid(groups, cut=False):
    """Slots of a table: groups of rows, a row is cells (columns, rows, text), or None for a column
    left out at its beginning; rows 0 is to the end of the group. Each slot is (row, column, text) of its cell.
    HTML 4.9.12.1, but that rows end with their group as browsers show it, and that a slot has the
    cell that came first. `cut`: a cell ends before one from above, as by the model's normal form."""
    slots, first = [], 0
    for group in groups:
        slots += [{} for _ in group]
        for r, row in enumerate(group, first):
            column = 0
            for cell in row:
                if cell is None:
                    column += 1
                    continue
                while column in slots[r]:
                    column += 1
                columns, rows, text = cell
                if cut:
                    columns = next((c for c in range(columns) if column + c in slots[r]), columns)
                end = min(r + rows, len(slots)) if rows else len(slots)
                for below in range(r, end):
                    for c in range(column, column + columns):
                        slots[below].setdefault(c, (r, column, text))
                column += columns
        first = len(slots)
    return [[row.get(c) for c in range(max(row, default=-1) + 1)] for row in slots]


# ---- Comparing ----------------------------------------------------------------------------------

FAR = 400  # edits that are looked for in a piece before all of it counts as different


def _edits(a, b):
    """Deletions and insertions that make b of a (Myers), at most FAR; None: more."""
    reach = {1: 0}
    for d in range(min(len(a) + len(b), FAR) + 1):
        for k in range(-d, d + 1, 2):
            x = reach[k + 1] if k == -d or (k != d and reach[k - 1] < reach[k + 1]) else reach[k - 1] + 1
            y = x - k
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= len(a) and y >= len(b):
                return d
    return None


def wrong_characters(a, b):
    """How many characters of the longer one the other lacks or has elsewhere."""
    if a == b:
        return 0
    low, most = 0, min(len(a), len(b))
    while low < most and a[low] == b[low]:
        low += 1
    high = 0
    while high < most - low and a[len(a) - 1 - high] == b[len(b) - 1 - high]:
        high += 1
    a, b = a[low:len(a) - high], b[low:len(b) - high]
    edits = _edits(a, b)
    longest = max(len(a), len(b))
    return longest if edits is None else min(longest, (edits + abs(len(a) - len(b)) + 1) // 2)


def first_difference(a, b, width=40):
    """Around the place where two texts part."""
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    begin = max(0, at - width)
    return f"{a[begin:at + width]!r} but retort {b[begin:at + width]!r}"


class Tally:
    """Characters and grids, right and wrong, of many documents."""

    def __init__(self):
        self.characters = self.wrong = self.grids = self.wrong_grids = 0
        self.faults = []

    def add(self, name, text, grids, seen_text, seen_grids):
        self.characters += max(len(text), len(seen_text))
        wrong = wrong_characters(text, seen_text)
        self.wrong += wrong
        if wrong:
            self.faults.append((name, f"{wrong} of {len(text)} characters: {first_difference(text, seen_text)}"))
        self.grids += max(len(grids), len(seen_grids))
        if len(grids) != len(seen_grids):
            self.faults.append((name, f"{len(grids)} tables but retort {len(seen_grids)}"))
        bad = [n for n, (a, b) in enumerate(zip(grids, seen_grids)) if a != b]
        self.wrong_grids += len(bad) + abs(len(grids) - len(seen_grids))
        for n in bad[:1]:
            self.faults.append((name, f"table {n + 1}: {grids[n]!r:.300} but retort {seen_grids[n]!r:.300}"))

    def right(self):
        """Percent of characters, percent of grids."""
        return (100 - 100 * self.wrong / max(self.characters, 1),
                100 - 100 * self.wrong_grids / max(self.grids, 1))

    def __str__(self):
        characters, grids = self.right()
        return (f"{self.wrong} of {self.characters} characters differ ({characters:.3f} % right), "
                f"{self.wrong_grids} of {self.grids} grids ({grids:.2f} % right)")
