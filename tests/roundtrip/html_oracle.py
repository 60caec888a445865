"""html_oracle.py - what a browser shows of a page, by python3-html5lib's tree: text in order and grids.

Owns CSS's part (display, white-space) for the elements of the HTML Living Standard, section 15.3; the tree
is mended_html5lib.py's.
"""
import re
import sys

from flow import AFTER, OBJECT, Flow, grid
from mended_html5lib import parse

HTML = "http://www.w3.org/1999/xhtml"
MATH = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
NO_BOX = set("area base basefont datalist head link meta noembed noframes param rp script style "
             "template title".split())
BLOCK = set("address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
            "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing "
            "main menu nav ol p plaintext pre search section summary table tbody td tfoot th thead tr ul "
            "xmp".split())
KEPT = {"pre": "pre", "listing": "pre", "plaintext": "pre", "xmp": "pre", "textarea": "pre"}
LINED = set("h1 h2 h3 h4 h5 h6 caption figcaption dt rt pre listing".split())
ROW_GROUPS = ("thead", "tbody", "tfoot")
sys.setrecursionlimit(20000)


def name_of(node):
    return node.localName if node.nodeType == 1 and node.namespaceURI == HTML else None


def declared(node):
    """The declarations of a style attribute, the last one of each property."""
    style = re.sub(r"/\*.*?\*/", "", node.getAttribute("style"), flags=re.S).lower()
    pairs = (part.split(":", 1) for part in style.split(";") if ":" in part)
    return {name.strip(): value.replace("!important", "").strip() for name, value in pairs}


def span(node, name, least, most):
    """HTML 2.3.4.2, non-negative integers, and 4.9.11's bounds."""
    found = re.match(r"[ \t\n\f\r]*(?:\+?([0-9]+)|-0+(?![0-9]))", node.getAttribute(name))
    return min(max(int(found[1] or 0), least), most) if found else 1


class Page:
    """`text`, `grids`; `lined`: whether a heading, caption, term, reading or preformatted text holds blocks."""

    def __init__(self, markup):
        self.flow, self.grids, self.quoted = Flow(), [], 0
        self.inside, self.lined = 0, False
        self.walk(parse(markup).documentElement, "normal")
        self.text = self.flow.since(0)

    def children(self, node, space):
        for child in node.childNodes:
            self.walk(child, space)

    def walk(self, node, space):
        if node.nodeType == 3:
            self.words(node.data, space)
        if node.nodeType != 1:
            return
        name, style = name_of(node), declared(node)
        if style.get("display") == "none" or name in NO_BOX or (name and node.hasAttribute("hidden")):
            return
        space = style.get("white-space", KEPT.get(name, space))
        self.lined |= self.inside > 0 and name in BLOCK
        self.inside += name in LINED
        self.element(node, name, space)
        self.inside -= name in LINED

    def element(self, node, name, space):
        if name in SPECIAL:
            SPECIAL[name](self, node, space)
        elif node.namespaceURI == MATH and node.localName == "math":
            self.flow.exactly("".join(all_text(node).split()))
        elif name in BLOCK:
            self.flow.block()
            self.children(node, space)
            self.flow.block()
        elif name == "q":
            self.quotation(node, space)
        elif name == "rt" and self.is_within(node, "ruby"):
            self.reading(node, space)
        elif node.namespaceURI == SVG and node.localName in ("title", "desc", "metadata", "style", "script"):
            pass
        else:
            self.children(node, space)

    def reading(self, node, space):
        """A line of its own (CSS Ruby 1, 2.1): no white space at its edges, none goes over them."""
        flow = self.flow
        flow.parts.append(" " * flow.space)
        flow.space, flow.edge = False, True
        self.children(node, space)
        flow.space, flow.edge = False, False

    def quotation(self, node, space):
        """The marks that browsers show around it, by how deep it stands (HTML 15.3.4)."""
        self.quoted += 1
        marks = "“”" if self.quoted == 1 else "‘’"
        self.flow.collapse(marks[0])
        self.children(node, space)
        self.flow.collapse(marks[1])
        self.quoted -= 1

    def words(self, text, space):
        if space in ("pre", "pre-wrap", "break-spaces"):
            self.flow.exactly(text)
        else:
            self.flow.collapse(text, space == "pre-line")

    def line(self, node, space):
        self.flow.line()

    def image(self, node, space):
        self.flow.exactly(OBJECT)

    def select(self, node, space):
        options = (o for o in node.getElementsByTagName("option") if name_of(o) and not self.is_hidden(o))
        self.flow.exactly(OBJECT + "".join(self.option(o) + AFTER for o in options))

    @staticmethod
    def option(node):
        """HTML 4.10.10: its label."""
        label = node.getAttribute("label").replace("\r\n", "\n").replace("\r", "\n")
        return label or " ".join(re.findall(r"[^ \t\n\r\f]+", all_text(node)))

    def input(self, node, space):
        kind = node.getAttribute("type").lower()
        if kind in ("checkbox", "radio"):
            self.flow.exactly(OBJECT)
        elif kind not in ("hidden", "file", "color", "range", "image", "password"):
            self.flow.exactly(node.getAttribute("value"))

    def figure(self, node, space):
        """A caption's place says nothing: first."""
        self.flow.block()
        captions = [c for c in node.childNodes if name_of(c) == "figcaption"][:1]
        for child in captions + [c for c in node.childNodes if c not in captions]:
            self.walk(child, space)
        self.flow.block()

    def table(self, node, space):
        place = len(self.grids)
        self.grids.append(None)
        self.flow.block()
        shown = [c for c in node.childNodes if c.nodeType == 1 and not self.is_hidden(c)]
        captions = [c for c in shown if name_of(c) == "caption"]
        self.lined |= len(captions) > 1
        for child in captions:
            self.walk(child, space)
        groups, loose = [], []
        parts = sorted((c for c in shown if name_of(c) in ROW_GROUPS), key=lambda c: name_of(c) == "tfoot")
        for part in parts:
            rows = [c for c in part.childNodes if name_of(c) == "tr" and not self.is_hidden(c)]
            inner = declared(part).get("white-space", space)
            groups.append([self.row(row, inner) for row in rows])
        loose = [c for c in shown if name_of(c) not in ROW_GROUPS + ("caption", "colgroup", "col")]
        for child in loose:
            self.walk(child, space)
        self.grids[place] = grid(groups)
        if not any(groups):
            del self.grids[place]
        self.flow.block()

    def row(self, node, space):
        cells, space = [], declared(node).get("white-space", space)
        for child in node.childNodes:
            if name_of(child) in ("td", "th") and not self.is_hidden(child):
                mark = self.flow.mark()
                self.walk(child, space)
                cells.append((span(child, "colspan", 1, 1000), span(child, "rowspan", 0, 65534), self.flow.since(mark)))
        return cells

    @staticmethod
    def is_within(node, name):
        while node is not None and name_of(node) != name:
            node = node.parentNode
        return node is not None

    @staticmethod
    def is_hidden(node):
        return node.hasAttribute("hidden") or declared(node).get("display") == "none"


def all_text(node):
    return node.data if node.nodeType == 3 else "".join(map(all_text, node.childNodes))


SPECIAL = {"br": Page.line, "img": Page.image, "select": Page.select, "input": Page.input,
           "figure": Page.figure, "table": Page.table}
