"""json_view.py - retort's canonical JSON as a flow: what the oracles compare with.

Owns the order in which a report is read aloud; knows no other format. Captions first, notes at the end.
"""
import xml.etree.ElementTree as tree

from flow import AFTER, OBJECT, Flow, grid


class View:
    """`text` and `grids`; of what is deleted, or of the rest, where `deleted` says so."""

    def __init__(self, report, deleted=None, numbers=True, formula=None, notes=True, pages=True, cut=False):
        self.flow, self.tables, self.deleted, self.numbers = Flow(), [], deleted, numbers
        self.formula = formula or mathml_text
        self.pages, self.cut, self.gone = pages, cut, 0
        self.blocks(report["blocks"])
        for note in report.get("notes", []) if notes else []:
            self.flow.block()
            self.blocks(note.get("blocks", []), note)
        self.text, self.grids = self.flow.since(0), self.tables

    def say(self, text):
        if self.deleted is None or self.deleted == bool(self.gone):
            self.flow.exactly(text.replace("\r\n", "\n").replace("\r", "\n"))

    def inside(self, node, function, *more):
        """Text in what is deleted, or moved from here, is counted apart."""
        gone = isinstance(node, dict) and node.get("change") in ("deleted", "moved-from")
        self.gone += gone
        function(*more)
        self.gone -= gone

    def blocks(self, nodes, owner=None):
        for node in nodes:
            self.inside(node, self.block, node)

    def block(self, node):
        self.flow.block()
        kind = node["type"]
        if kind == "table":
            self.table(node)
        elif kind == "page":
            for member in ("headers", "footers") if self.pages else ():
                for part in node.get(member, []):
                    self.holder(part)
        else:
            if "caption" in node:
                self.holder(node["caption"])
            if "heading" in node:
                self.number(node, node["heading"])
                self.holder(node["heading"])
                self.flow.block()
            elif kind == "heading":
                self.number(node, node)
            self.inlines(node.get("content", []))
            self.flow.block()
            for item in node.get("items", []):
                self.inside(item, self.holder, item)
            self.blocks(node.get("blocks", []))
        self.flow.block()

    def number(self, node, heading):
        number = node.get("number") or (heading.get("number") if isinstance(heading, dict) else None)
        if number and self.numbers:
            self.say(number + " ")

    def holder(self, node):
        """Inlines, then blocks: a cell, an item, a caption, in any of its forms."""
        self.flow.block()
        if isinstance(node, str):
            self.say(node)
        elif isinstance(node, list):
            self.inlines(node)
        else:
            if node.get("checked"):
                self.say(OBJECT)
            self.inlines(node.get("content", []))
            self.flow.block()
            self.blocks(node.get("blocks", []))
        self.flow.block()

    def inlines(self, nodes):
        for node in nodes:
            self.inside(node, self.inline, node)

    def inline(self, node):
        if isinstance(node, str):
            self.say(node)
            return
        kind = node.get("type", "text")
        if kind == "text":
            self.say(node.get("text", ""))
        elif kind in ("line-break", "tab"):
            self.say("\n" if kind == "line-break" else "\t")
        elif kind in ("image", "checkbox"):
            self.say(OBJECT)
        elif kind == "math":
            self.say(self.formula(node))
        elif kind == "drop-down":
            self.say(OBJECT + "".join(choice_text(c) + AFTER for c in node.get("choices", [])))
        elif kind == "note-reference":
            self.say(node.get("label", ""))
        else:
            self.inlines(node.get("content", []))
            if kind == "ruby":
                self.say(node.get("reading", ""))

    def table(self, node):
        place = len(self.tables)
        self.tables.append(None)
        if "caption" in node:
            self.holder(node["caption"])
        groups, part = [], None
        for row in node.get("rows", []):
            row = {"cells": row} if isinstance(row, list) else row
            if row.get("part", "body") != part:
                groups.append([])
                part = row.get("part", "body")
            groups[-1].append([None] * row.get("grid-before", 0))
            for cell in row.get("cells", []):
                mark = self.flow.mark()
                self.inside(row, self.inside, cell, self.holder, cell)
                cell = cell if isinstance(cell, dict) else {}
                groups[-1][-1].append((cell.get("colspan", 1), cell.get("rowspan", 1), self.flow.since(mark)))
        self.tables[place] = grid(groups, self.cut)
        if not groups:
            del self.tables[place]


def choice_text(choice):
    return choice if isinstance(choice, str) else choice.get("content", "")


def mathml_text(node):
    """The characters of a formula, without white space."""
    source = node.get("content", "")
    if node.get("notation") == "mathml":
        try:
            source = "".join(tree.fromstring(source).itertext())
        except tree.ParseError as fault:
            raise AssertionError(f"math is not well-formed: {fault}: {source!r}") from None
    return "".join(source.split())
