"""vocabulary.py - the table of include/retort/vocabulary.h for tests, read without retort.

Owns the reading of its rows; says nothing about formats.
"""
import os
import re

from tap import ROOT

_TYPES = "TEXT INT BOOL CHOICE MARKS LENGTH ID REF COLOUR".split()


class Phase:
    """One step of a kind's content: the JSON member, the kinds ("" is text), how often."""

    def __init__(self, text, classes):
        self.key, _, what = text.partition(":")
        self.quantity = what[-1] if what[-1] in "?*" else ""
        self.kinds = set()
        for word in what.rstrip("?*").split("|"):
            self.kinds |= classes.get(word, {word})
        self.chars = what == "chars"


class Kind:
    def __init__(self, row):
        (self.name, self.plural, self.classes, self.content, self.wrap, self.stray, self.fallback,
         self.before, self.after, self.loss, self.help) = row
        self.inline, self.block = "inline" in self.classes.split(), "block" in self.classes.split()
        self.bytes = self.content == "bytes"
        self.phases = []

    @property
    def children(self):
        """Every kind that may stand in it, and "" for text."""
        return set().union(*(phase.kinds for phase in self.phases)) if self.phases else set()


class Attribute:
    def __init__(self, type_name, name, form, minimum, maximum, initial, kinds, loss, help_):
        self.name, self.type, self.values = name, type_name, form.split()
        self.minimum, self.maximum, self.initial = minimum, maximum, initial
        self.kinds, self.loss, self.help = kinds, loss, help_


def _rows(text, table):
    """The arguments of each X(…) of a table, as Python values."""
    body = re.search(r"#define " + table + r"\(X\)((?:.*\\\n)*.*\n)", text).group(1).replace("\\\n", "\n")
    for row in re.findall(r"^\s*X\((.*?)\)\s*$", body, re.S | re.M):
        fields = re.findall(r'"(?:[^"\\]|\\.)*"|[^\s,"]+', row)
        yield [eval(f) if f[0] == '"' or f.lstrip("-").isdigit() else f for f in fields]


def _read():
    with open(os.path.join(ROOT, "include/retort/vocabulary.h"), encoding="utf-8") as file:
        text = file.read()
    kinds = {row[3]: Kind(row[3:]) for row in _rows(text, "RT_KIND_TABLE")}
    inline = {k.name for k in kinds.values() if k.inline}
    block = {k.name for k in kinds.values() if k.block}
    classes = {"chars": {""}, "inline": inline | {""}, "phrase": inline - {"link"} | {""},
               "block": block, "flow": block | {"heading"}}
    for kind in kinds.values():
        kind.phases = [] if kind.bytes else [Phase(p, classes) for p in kind.content.split()]
    attributes = {}
    for row in _rows(text, "RT_ATTR_TABLE"):
        name, type_name, form, minimum, maximum, initial, carriers, loss, help_ = row[3:]
        assert type_name in _TYPES, row
        carried = set(kinds) if carriers == "*" else set(carriers.split())
        attributes[name] = Attribute(type_name, name, form, minimum, maximum, initial, carried, loss, help_)
    return kinds, attributes


KINDS, ATTRIBUTES = _read()
