"""What `retort diff` must notice, each attribute and kind of the table by name, and what it must not.

The reports are written here from the table, without retort; generated.py has those made by chance.
"""
import base64
import concurrent.futures
import json
import os
import re
import xml.sax.saxutils as escape

from tap import main, retort, test
from vocabulary import ATTRIBUTES, KINDS

WHERE = re.compile(r"(?:.*/)?([a-z-]+)(?: \d+)?$")


# ---- A small report ---------------------------------------------------------------------------


class Node:
    """An element; `text` stands before its children."""

    def __init__(self, kind, text="", children=(), **attributes):
        self.kind, self.text, self.children = kind, text, list(children)
        self.attributes = dict(attributes)

    def xml(self, top=True):
        given = dict(self.attributes, xmlns="urn:retort:report:1") if top else self.attributes
        tag = "".join(f" {name}={escape.quoteattr(value)}" for name, value in given.items())
        inner = "".join(child.xml(False) for child in self.children)
        return f"<{self.kind}{tag}>{escape.escape(self.text)}{inner}</{self.kind}>"


def sample(kind, child=None, name=""):
    """A node that is whole and does not vanish: something in each phase that takes many, `child` where
    it fits. What fills it has a name in its text or style, so that no two nodes are the same."""
    info, node = KINDS[kind], Node(kind)
    if kind == "text" or (name and not info.phases):
        node.attributes["style"] = "a run" + name
    if kind == "start":
        node.attributes["name"] = "a start" + name
    if info.bytes:
        node.text = base64.b64encode(b"bytes of a picture").decode()
    for phase in info.phases:
        if child and child.kind in phase.kinds:
            node.children.append(child)
            child = None
        if "" in phase.kinds:
            node.text = f"the text of a {kind}{name}"
            if not child:
                break
        elif phase.quantity == "" and not node.children:
            node.children.append(sample(min(phase.kinds)))
        elif phase.quantity == "*" and kind not in phase.kinds:
            filler = "paragraph" if "paragraph" in phase.kinds else min(phase.kinds)
            node.children += [sample(filler, None, f"{name}, {n}") for n in range(4 if kind == "table" else 1)]
    return node


def parent_of(kind):
    """Where it stands in the samples; a heading where it makes no section."""
    if kind == "heading":
        return "quote"
    chosen = [p for p in ("report", "paragraph", "table") if kind in KINDS[p].children]
    return (chosen or sorted(k.name for k in KINDS.values() if kind in k.children and k.name != kind))[0]


def range_with(end):
    """An end is one only behind its start; the link keeps the start's id, whatever becomes of the end."""
    end.attributes.setdefault("ref", "a range")
    link = Node("paragraph", children=[Node("link", "to it", href="#a range")])
    return Node("quote", children=[Node("start", id="a range"), link, end])


def standing(node):
    """What stands directly in the report with `node` in it."""
    if node.kind == "end":
        return range_with(node)
    if node.kind == "note-reference":
        node.attributes.setdefault("ref", "note a")
    while parent_of(node.kind) != "report":
        node = sample(parent_of(node.kind), node)
    return node


def has_kind(nodes, kind):
    return any(node.kind == kind or has_kind(node.children, kind) for node in nodes)


def report_of(nodes):
    """A report of what stands in it, each in its phase; with notes where something refers to one."""
    if has_kind(nodes, "note-reference"):
        nodes = nodes + [Node("note", id=name, children=[Node("paragraph", name)]) for name in NOTES_NAMED]
    phases = list(enumerate(KINDS["report"].phases))
    place = {kind: number for number, phase in reversed(phases) for kind in phase.kinds}
    return Node("report", children=sorted(nodes, key=lambda node: place[node.kind]))


# ---- Comparing --------------------------------------------------------------------------------


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def differences(a, b):
    """The exit status and each difference that diff tells."""
    status, out, said = retort("diff", "--json", a, b)
    assert status in (0, 1), f"{a} {b}: {status} {said}"
    return status, [json.loads(line) for line in out.splitlines()]


def kind_at(difference):
    return WHERE.match(difference["where"]).group(1)


def in_parallel(function, items):
    """Runs them all; every failure is told, not only the first."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(function, items) if fault]
    assert not faults, "\n".join(faults)


# ---- Every attribute --------------------------------------------------------------------------

NOTES_NAMED = ("note a", "note b")
SIMPLE = {"TEXT": ("one", "two"), "BOOL": ("true", "false"), "MARKS": ("bold", "italic"),
          "LENGTH": ("1pt", "2pt"), "COLOUR": ("#000001", "#000002"), "INT": ("3", "4"),
          "ID": ("an id", "another"), "REF": ("place a", "place b")}
# By the normal form a resource is known by its bytes, a bookmark by its name.
SILENT = {("id", "resource"), ("id", "start")}
# Where the first of the table is what a node says that says nothing.
VALUES = {"role": ("endnote", "field"), "direction": ("rtl", "auto")}
# An empty one says nothing; alt does on an image.
EMPTY_IS_NONE = {"language", "title", "reading", "label", "number", "change-author", "change-date", "alt", "currency",
                 "path", "unit", "font", "font-east-asian"}
# Who made a change means nothing without one.
NEEDS = {name: {"change": "inserted"} for name in ("change-author", "change-date", "change-name")}
# Without what it refers to it would not be there.
NOTHING_WITHOUT = {("ref", "end"), ("ref", "note-reference"), ("name", "start")}


def values(attribute):
    """Two that are not the default; one where there is no other."""
    given = VALUES.get(attribute.name) or SIMPLE.get(attribute.type) or attribute.values
    return [value for value in given if value != attribute.initial][:2]


# What holds for all a node holds says nothing once more further down: the report's is its own test.
INHERITED = {"language", "direction"}


def carrier(attribute, kind):
    """A sample where the attribute stays on the kind: paragraphs would take a cell's alignment."""
    return Node("cell") if (attribute.name, kind) == ("align", "cell") else sample(kind)


def placed(node, attribute):
    """What stands in the report: no row behind one of the foot, which would be of the foot, too, and not the first item
    of a list, whose number is the list's."""
    if attribute.name == "counter":
        return Node("list", children=[Node("item", "the first"), node])
    return Node("table", children=[node]) if attribute.name == "part" else standing(node)


def value_on(attribute, kind, value):
    """Ids are different; a reference to a note names one."""
    if attribute.type == "ID":
        return f"{value} {kind}"
    return value.replace("place", "note") if kind == "note-reference" and attribute.type == "REF" else value


def targets():
    """What references name; all of it is referred to once before, in its order."""
    links = [Node("link", name, href="#" + name) for name in SIMPLE["REF"]]
    notes = [Node("note-reference", ref=name) for name in NOTES_NAMED]
    return [Node("start", id=name) for name in SIMPLE["REF"]] + [Node("quote", children=[Node("paragraph", children=links + notes)])]


def carriers(attribute, value, without=frozenset()):
    """A report in which each kind that may carry the attribute has this value, or not (None)."""
    nodes = targets() if attribute.type == "REF" else []
    top = {}
    for kind in sorted(attribute.kinds):
        if (attribute.name, kind) in without:
            continue
        node = Node("report") if kind == "report" else carrier(attribute, kind)
        if kind == "text" and attribute.name == "style":
            node.attributes = {"language": "en"}
        node.attributes.update(NEEDS.get(attribute.name, {}))
        if value is not None and not (kind == "report" and attribute.name in INHERITED):
            node.attributes[attribute.name] = value_on(attribute, kind, value)
        if kind == "report":
            top = node.attributes
        else:
            nodes.append(placed(node, attribute))
    report = report_of(nodes)
    report.attributes = top
    return report


def attribute_fault(folder, attribute, a, b):
    name = f"{attribute.name}-{a}-{b}".replace("%", "").replace("#", "")
    without = NOTHING_WITHOUT if a is None else frozenset()
    silent = {*SILENT, *without, *((inherited, "report") for inherited in INHERITED)}
    expected = sorted(kind for kind in attribute.kinds if (attribute.name, kind) not in silent)
    status, found = differences(write(folder, name + "-a.xml", carriers(attribute, a, without).xml()),
                                write(folder, name + "-b.xml", carriers(attribute, b, without).xml()))
    if attribute.type == "ID":  # ids are told by their number, which those behind a new one change
        found = [d for d in found if d["a"]["value"] is None]
    wrong = [d for d in found if d["what"] != "attribute " + attribute.name]
    if status != 1 or wrong or sorted(map(kind_at, found)) != expected:
        missing = set(expected) - set(map(kind_at, found))
        return f"{attribute.name}: {a} and {b}: {status}, missing at {sorted(missing)}, besides {wrong[:3]}"
    return None


@test
def each_attribute_that_comes_or_changes_is_named(folder):
    cases = []
    for attribute in ATTRIBUTES.values():
        given = values(attribute)
        cases.append((folder, attribute, None, given[0]))
        if len(given) > 1 and attribute.type != "ID":
            cases.append((folder, attribute, *given))
        if attribute.type == "TEXT" and attribute.name not in EMPTY_IS_NONE:
            cases.append((folder, attribute, None, ""))
    in_parallel(lambda case: attribute_fault(*case), cases)


@test
def what_the_report_says_for_all_is_named(folder):
    for name, values in {"language": ("one", "two"), "direction": ("rtl", "auto")}.items():
        for number, value in enumerate(values):
            status, found = differences(
                write(folder, f"{name}-{number}-a.xml", report_of([sample("paragraph")]).xml()),
                write(folder, f"{name}-{number}-b.xml", sample_with("report", name, value).xml()))
            assert status == 1 and [(d["where"], d["what"]) for d in found][0] == ("report", "attribute " + name), found


@test
def each_value_of_a_choice_is_another(folder):
    def fault(attribute):
        kind = min(attribute.kinds - {"report"})
        given = [value for value in attribute.values if value != attribute.initial]
        reports = [write(folder, f"{attribute.name}-{value}.xml",
                         report_of([placed(sample_with(kind, attribute.name, value), attribute)]).xml())
                   for value in given]
        for a, b in zip(reports, reports[1:]):
            status, found = differences(a, b)
            if status != 1 or [d["what"] for d in found] != ["attribute " + attribute.name]:
                return f"{a} {b}: {status} {found[:3]}"
        return None
    in_parallel(fault, [a for a in ATTRIBUTES.values() if a.values])


def sample_with(kind, name, value):
    node = sample(kind) if kind != "report" else report_of([sample("paragraph")])
    node.attributes[name] = value
    return node


@test
def a_default_that_is_written_out_means_nothing(folder):
    def fault(attribute):
        status, found = differences(
            write(folder, attribute.name + "-a.xml", carriers(attribute, None).xml()),
            write(folder, attribute.name + "-b.xml", carriers(attribute, attribute.initial).xml()))
        return f"{attribute.name}={attribute.initial}: {found[:3]}" if status else None
    in_parallel(fault, [a for a in ATTRIBUTES.values() if a.initial])


# ---- Every kind -------------------------------------------------------------------------------


def without(node, gone):
    """A copy without one of its nodes."""
    kept = [without(child, gone) for child in node.children if child is not gone]
    return Node(node.kind, node.text, kept, **node.attributes)


@test
def each_kind_that_goes_or_comes_is_named(folder):
    def fault(kind):
        node = sample(kind)
        node.attributes["style"] = "mine"
        whole = report_of([standing(node), sample("rule")])
        a = write(folder, kind + "-a.xml", whole.xml())
        b = write(folder, kind + "-b.xml", without(whole, node).xml())
        for left, right in (a, b), (b, a):
            status, found = differences(left, right)
            if status != 1 or [d["what"] for d in found] != ["kind " + kind] or kind_at(found[0]) != kind:
                return f"{kind}: {status} {found[:3]}"
        return None
    in_parallel(fault, [kind for kind in KINDS if kind != "report"])


@test
def each_text_that_changes_is_named(folder):
    def fault(kind):
        node, what = sample(kind), "bytes" if KINDS[kind].bytes else "text"
        whole = report_of([standing(node)])
        a = write(folder, kind + "-a.xml", whole.xml())
        node.text = "Qnl0ZXM=" if KINDS[kind].bytes else node.text.upper()
        status, found = differences(a, write(folder, kind + "-b.xml", whole.xml()))
        if status != 1 or [(d["what"], kind_at(d)) for d in found] != [(what, kind)]:
            return f"{kind}: {status} {found[:3]}"
        return None
    in_parallel(fault, [kind.name for kind in KINDS.values() if kind.bytes or "" in kind.children])


# ---- By hand: what is the same, and what looks like it ------------------------------------------

TABLE = '<table>%s<row><cell>a</cell></row>%s</table>'
NOTES = ('<paragraph>x<note-reference ref="%s"/>y<note-reference ref="%s"/></paragraph>'
         '<note id="%s"><paragraph>first</paragraph></note><note id="%s"><paragraph>second</paragraph></note>')
IMAGE = '<paragraph><image><resource id="r" media-type="image/png">AAECAw==</resource></image></paragraph>'
S = '<section%s><heading>%s</heading>%s</section>'
SAME = {
    "runs of the same properties": (
        '<paragraph><text marks="bold">ab</text></paragraph>',
        '<paragraph><text marks="bold">a</text><text marks="bold">b</text></paragraph>'),
    "runs without properties": ('<paragraph>abc</paragraph>', '<paragraph>a<text>b</text>c</paragraph>'),
    "runs without text": ('<paragraph>ab</paragraph>', '<paragraph>a<text marks="bold"/>b</paragraph>'),
    "marks in any order, twice": (
        '<paragraph><text marks="bold italic">a</text></paragraph>',
        '<paragraph><text marks="italic bold  italic">a</text></paragraph>'),
    "a cell of one plain paragraph": (
        '<table><row><cell>a</cell></row></table>',
        '<table><row><cell><paragraph>a</paragraph></cell></row></table>'),
    "an item of one plain paragraph": (
        '<list><item>a</item></list>', '<list><item><paragraph>a</paragraph></item></list>'),
    "a definition of one plain paragraph": (
        '<definitions><definition>a</definition></definitions>',
        '<definitions><definition><paragraph>a</paragraph></definition></definitions>'),
    "inlines before blocks": (
        '<list><item>a<rule/></item></list>', '<list><item><paragraph>a</paragraph><rule/></item></list>'),
    "line ends": (
        '<paragraph>a<line-break/>b<line-break/>c<line-break/>d</paragraph>',
        '<paragraph>a\nb&#13;c&#13;&#10;d</paragraph>'),
    "line ends in a run": (
        '<paragraph><text marks="bold">a</text><line-break/><text marks="bold">b</text></paragraph>',
        '<paragraph><text marks="bold">a&#10;b</text></paragraph>'),
    "tabs": ('<paragraph>a<tab/>b</paragraph>', '<paragraph>a&#9;b</paragraph>'),
    "a caption behind its table": (
        TABLE % ("<caption>c</caption>", ""), TABLE % ("", "<caption>c</caption>")),
    "a caption behind its figure": (
        '<figure><caption>c</caption><rule/></figure>', '<figure><rule/><caption>c</caption></figure>'),
    "other ids": (NOTES % tuple("abab"), NOTES % ("n1", "n2", "n1", "n2")),
    "ids of links": (
        '<paragraph id="a">x</paragraph><paragraph><link href="#a">y</link></paragraph>',
        '<paragraph id="#">x</paragraph><paragraph><link href="##">y</link></paragraph>'),
    "ids of ranges, lists and answers": (
        '<start id="s"/><end ref="s"/><list id="l"><item>a</item></list><list continues="l"><item>b</item></list>'
        '<note id="n"><rule/></note><note parent="n"><rule/></note><fact ref="l"/>',
        '<start id="t"/><end ref="t"/><list id="s"><item>a</item></list><list continues="s"><item>b</item></list>'
        '<note id="l"><rule/></note><note parent="l"><rule/></note><fact ref="s"/>'),
    "notes by their first reference": (
        NOTES % tuple("abab"),
        '<paragraph>x<note-reference ref="a"/>y<note-reference ref="b"/></paragraph>'
        '<note id="b"><paragraph>second</paragraph></note><note id="a"><paragraph>first</paragraph></note>'),
    "a resource named or repeated": (
        IMAGE + '<paragraph><image resource="r"/></paragraph>', IMAGE + IMAGE.replace(' id="r"', "")),
    "the id of a resource": (IMAGE, IMAGE.replace('"r"', '"another"')),
    "metadata in the order of names": (
        '<meta name="b">1</meta><meta name="a">2</meta><rule/>', '<meta name="a">2</meta><meta name="b">1</meta><rule/>'),
    "metadata behind the blocks": ('<meta name="a">1</meta><rule/>', '<rule/><meta name="a">1</meta>'),
    "spans that are too long": (
        '<table><row><cell rowspan="2">a</cell><cell>b</cell></row><row><cell>c</cell></row></table>',
        '<table><row><cell rowspan="9">a</cell><cell>b</cell></row><row><cell>c</cell></row></table>'),
    "a span beyond its part": (
        '<table><row part="head"><cell>a</cell></row><row><cell>c</cell></row></table>',
        '<table><row part="head"><cell rowspan="2">a</cell></row><row><cell>c</cell></row></table>'),
    "a span into another": (
        '<table><row><cell>a</cell><cell rowspan="2">b</cell></row><row><cell>c</cell></row></table>',
        '<table><row><cell>a</cell><cell rowspan="2">b</cell></row><row><cell colspan="2">c</cell></row></table>'),
    "columns that say nothing": (TABLE % ("", ""), TABLE % ("<column/><column/>", "")),
    "nothing in a list, definitions, a table": (
        '<rule/>', '<list ordered="true"/><definitions/><table title="t"/><rule/><table><column width="1pt"/></table>'),
    "counters that follow": (
        '<list start="4"><item>a</item><item>b</item></list>',
        '<list start="4"><item counter="4">a</item><item counter="5">b</item></list>'),
    "sections side by side": (
        S % (' level="1"', "a", S % (' level="2"', "b", "")), S % (' level="1"', "a", "") + S % (' level="2"', "b", "")),
    "sections without levels": (
        S % (' level="1"', "a", S % (' level="2"', "b", "")), S % ("", "a", S % ("", "b", ""))),
    "a block behind a subsection": (
        S % ("", "a", S % ("", "b", "<rule/>")), S % ("", "a", S % ("", "b", "") + "<rule/>")),
    "a block behind sections": (S % ("", "a", S % ("", "b", "<rule/>")), S % ("", "a", S % ("", "b", "")) + "<rule/>"),
    "headings as sections": (
        S % (' level="1"', "a", "<rule/>" + S % (' level="2"', "b", "<rule/>")),
        '<heading level="1">a</heading><rule/><heading level="2">b</heading><rule/>'),
    "white space between elements, the order of attributes": (
        '<table title="t" alt="a"><row part="head"><cell>a</cell></row></table>',
        '\n<table alt="a"\n title="t" > <row part="head">\n\t<cell>a</cell> </row></table>\n'),
    "sections of character data": ('<paragraph>a&lt;b&#x4E2D;</paragraph>', '<paragraph><![CDATA[a<b]]>中</paragraph>'),
    "numbers out of range": (
        '<quote><heading level="999">a</heading></quote>', '<quote><heading level="1000">a</heading></quote>'),
    "the language of what is around": (
        '<quote language="en" direction="rtl"><paragraph>a<text language="fr">b</text></paragraph></quote>',
        '<quote language="en" direction="rtl"><paragraph language="en">a<text language="fr" direction="rtl">b<'
        '/text></paragraph></quote>'),
    "empty lines": (
        '<paragraph>a</paragraph><rule blank-before="3"/>',
        '<paragraph>a</paragraph><paragraph/><paragraph blank-before="1" style="s" align="end"/><rule/>'),
    "empty lines before what cannot say so": (
        '<page-break/><paragraph blank-before="2">a</paragraph>',
        '<paragraph/><page-break/><paragraph><text marks="bold"/></paragraph><paragraph>a</paragraph>'),
    "empty lines at an end": ('<quote><rule/></quote>', '<quote><rule/><paragraph/></quote><paragraph/>'),
    "empty lines before a section": (
        S % (' level="1"', "a", "<rule/>") + S % (' level="1" blank-before="4"', "b", ""),
        S % (' level="1"', "a", "<rule/><paragraph/>")
        + '<section level="1" blank-before="1"><heading blank-before="2">b</heading></section>'),
    "an empty line alone in a cell": (
        '<table><row><cell value="1"/></row></table>',
        '<table><row><cell value="1"><paragraph align="center"/></cell></row></table>'),
    "raised and lowered": (
        '<paragraph><text marks="sup bold">a</text></paragraph>', '<paragraph><text marks="sub sup bold">a</text></paragraph>'),
    "a row of one empty cell": (
        '<table><row/><row><cell>a</cell></row></table>', '<table><row><cell/></row><row><cell>a</cell></row></table>'),
    "a cell's alignment": (
        '<table><row><cell align="end">a<paragraph align="start">b</paragraph><rule/></cell><cell align="end"/></row></table>',
        '<table><row><cell><paragraph align="end">a</paragraph><paragraph align="start">b</paragraph><rule/></cell>'
        '<cell align="end"/></row></table>'),
    "lengths": (
        '<table width="10.5pt"><column width="0%"/><column width="100pt"/><row/></table><paragraph indent="0pt">a</paragraph>',
        '<table width="010.50pt"><column width="0.00%"/><column width="100.0pt"/><row/></table><paragraph indent="-0.0pt">a</paragraph>'),
    "comments": ('<paragraph>ab</paragraph>', '<paragraph>a<!-- c -->b</paragraph><!-- d -->'),
}
# Blocks in JSON, short and long.
SAME_JSON = {
    "strings": ('{"type":"paragraph","content":["ab"]}', '{"type":"paragraph","content":["a","b"]}'),
    "runs": ('{"type":"paragraph","content":["ab"]}', '{"content":[{"text":"a"},{"type":"text","text":"b"}],"type":"paragraph"}'),
    "line ends": (
        '{"type":"paragraph","content":["a",{"type":"line-break"},"b"]}', '{"type":"paragraph","content":["a\\u000Ab"]}'),
    "escapes": ('{"type":"paragraph","content":["é😀/"]}', '{"type":"paragraph","content":["\\u00e9\\ud83D\\uDe00\\/"]}'),
    "marks": (
        '{"type":"paragraph","content":[{"text":"a","marks":["bold","code"]}]}',
        '{"type":"paragraph","content":[{"marks":["code","bold","code"],"text":"a"}]}'),
    "cells": (
        '{"type":"table","rows":[["a","b","c",""]]}',
        '{"type":"table","rows":[{"cells":[{"content":["a"]},{"blocks":[{"type":"paragraph","content":["b"]}]},'
        '{"content":["c"],"blocks":[]},{}]}]}'),
    "items": (
        '{"type":"list","items":["a","b",""]}',
        '{"type":"list","items":[{"content":["a"]},{"blocks":[{"type":"paragraph","content":["b"]}]},{}],"ordered":false}'),
    "terms and definitions": (
        '{"type":"definitions","items":[["a"],"b"]}',
        '{"type":"definitions","items":[{"type":"term","content":["a"]},{"type":"definition","content":["b"]}]}'),
    "choices": (
        '{"type":"paragraph","content":[{"type":"drop-down","choices":["a"]}]}',
        '{"type":"paragraph","content":[{"type":"drop-down","choices":[{"content":"a"}]}]}'),
    "headings": (
        '{"type":"section","level":1,"heading":["a"]}', '{"type":"section","blocks":[],"heading":{"content":["a"]}}'),
    "captions": (
        '{"type":"figure","caption":["a"],"blocks":[{"type":"rule"}]}',
        '{"type":"figure","blocks":[{"type":"rule"}],"caption":{"content":["a"]}}'),
}
OTHER = {
    "an empty text and none": ('<paragraph><image alt=""/></paragraph>', '<paragraph><image/></paragraph>', "attribute alt"),
    "a zero and a blank": (TABLE % ("", "<row><cell>0</cell></row>"), TABLE % ("", "<row><cell/></row>"), "text"),
    "a struck cell and a blank": (TABLE % ("", "<row><cell>—</cell></row>"), TABLE % ("", "<row><cell/></row>"), "text"),
    "0.1 and 0.10": ('<fact value="0.1"/>', '<fact value="0.10"/>', "attribute value"),
    "space at an end": ("<paragraph>a</paragraph>", "<paragraph>a </paragraph>", "text"),
    "two spaces and one": ("<paragraph>a b</paragraph>", "<paragraph>a  b</paragraph>", "text"),
    "a letter and its parts": ("<paragraph>\u00e9</paragraph>", "<paragraph>e\u0301</paragraph>", "text"),
    "a place and none": ('<paragraph>a<start name="s"/>b</paragraph>', '<paragraph>ab<start name="s"/></paragraph>', "text"),
    "references to one another": (NOTES % tuple("abab"), NOTES % tuple("aaab"), "attribute ref"),
    "a row in another place": (
        "<table><row><cell>a</cell></row><row><cell>b</cell></row></table>",
        "<table><row><cell>b</cell></row><row><cell>a</cell></row></table>", "kind row"),
    "metadata of one name in another order": (
        '<meta name="a">1</meta><meta name="a">2</meta>', '<meta name="a">2</meta><meta name="a">1</meta>', "kind meta"),
    "a link that is cut": (
        '<paragraph><link href="x">a</link><link href="x">b</link></paragraph>',
        '<paragraph><link href="x">ab</link></paragraph>', "kind link"),
    "a cell's own paragraph": (
        '<table><row><cell><paragraph align="end">a</paragraph></cell></row></table>',
        '<table><row><cell>a</cell></row></table>', "kind paragraph"),
    "the second of two cells": (
        '<table><row><cell>a</cell><cell/></row></table>', '<table><row><cell>a</cell></row></table>', "kind cell"),
    "an empty line that says more": (
        '<paragraph id="a"/><rule/>', '<rule blank-before="1"/>', "kind paragraph"),
    "an empty line and none": ('<paragraph/><rule/>', '<rule/>', "attribute blank-before"),
    "another language inside": (
        '<quote language="en"><paragraph language="fr">a</paragraph></quote>',
        '<quote language="en"><paragraph>a</paragraph></quote>', "attribute language"),
    "a row of two empty cells": ('<table><row/></table>', '<table><row><cell/><cell/></row></table>', "kind cell"),
    "an empty cell's alignment": (
        TABLE % ("", '<row><cell align="end"/></row>'), TABLE % ("", "<row><cell/></row>"), "attribute align"),
    "lengths of several units": ('<paragraph indent="1pt">a</paragraph>', '<paragraph indent="1%">a</paragraph>', "attribute indent"),
    "a run's last letter": (
        '<paragraph><text marks="bold">ab</text></paragraph>', '<paragraph><text marks="bold">a</text>b</paragraph>', "text"),
}


def by_hand(folder, name, number, content):
    name = f"{re.sub('[^a-z0-9]', '-', name)}-{number}."
    if content.startswith("{"):
        return write(folder, name + "json", '{"retort":1,"blocks":[' + content + "]}")
    return write(folder, name + "xml", f'<report xmlns="urn:retort:report:1">{content}</report>')


def equal_fault(folder, name, contents):
    a, b = (by_hand(folder, name, number, content) for number, content in enumerate(contents))
    status, found = differences(a, b)
    return f"{name}: {found[:3]}" if status else None


@test
def what_the_normal_form_calls_equal_is_equal(folder):
    in_parallel(lambda item: equal_fault(folder, *item), SAME.items())


@test
def short_and_long_JSON_are_equal(folder):
    in_parallel(lambda item: equal_fault(folder, *item), SAME_JSON.items())


@test
def what_only_looks_alike_is_not(folder):
    def fault(name):
        *contents, what = OTHER[name]
        a, b = (by_hand(folder, name, number, content) for number, content in enumerate(contents))
        status, found = differences(a, b)
        return None if status == 1 and what in [d["what"] for d in found] else f"{name}: {status} {found[:3]}"
    in_parallel(fault, OTHER)


@test
def formats_make_no_difference(folder):
    """The samples of this file, each as JSON beside XML; then once more with a change."""
    for kind in sorted(KINDS.keys() - {"report"}):
        node = sample(kind)
        xml = write(folder, kind + ".xml", report_of([standing(node)]).xml())
        as_json = os.path.join(folder, kind + ".json")
        status, _, said = retort(xml, as_json)
        assert status == 0 and not said, (kind, said)
        assert differences(xml, as_json)[0] == 0, kind


main()
