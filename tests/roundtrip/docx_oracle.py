"""docx_oracle.py - what a document says, by the standard library over its parts: text in order and grids.

Owns a reading of ECMA-376 of its own, in the notation of flow.py: the body with text boxes behind their
paragraphs, notes, headers and footers, and deleted text apart. Nothing of retort is used.
"""
import posixpath
import unicodedata
import xml.etree.ElementTree as tree
import zipfile

from flow import OBJECT, Flow

SPACES = {  # strict and transitional are one
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "urn:schemas-microsoft-com:vml": "v",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas": "wpc",
}
KNOWN = {"w14", "wps", "wpg", "wpc", "wp14", "a14", "c14"}
CHARACTERS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "\u2011", "w:softHyphen": "\u00ad"}
IGNORED = set("w:pPr w:rPr w:sectPr w:tblPr w:tblGrid w:trPr w:tcPr w:sdtPr w:sdtEndPr w:instrText w:delInstrText "
              "w:rubyPr w:fldData w:ffData w:customXmlPr w:smartTagPr w:tblPrEx".split())
NOTE_MARKS = set("w:footnoteRef w:endnoteRef w:annotationRef".split())


def short(name):
    """{space}local as prefix:local."""
    space, _, local = name[1:].rpartition("}") if name[0] == "{" else ("", "", name)
    return SPACES.get(space, space) + ":" + local if space else local


def flag(parent, name, default=None):
    """The w:val of a child; `default` where it has none, None where there is no child."""
    for child in parent if parent is not None else ():
        if short(child.tag) == name:
            return {short(k): v for k, v in child.attrib.items()}.get("w:val", default)
    return None


def is_on(parent, name):
    return flag(parent, name, "true") not in (None, "0", "false", "off")


def child_of(parent, *names):
    for name in names:
        parent = next((c for c in parent if short(c.tag) == name), None) if parent is not None else None
    return parent


def attribute(node, name):
    return next((v for k, v in node.attrib.items() if short(k) == name), None)


class Package:
    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        self.names = {name.lower(): name for name in self.zip.namelist()}
        self.main = next(iter(self.related("", "officeDocument").values()), "word/document.xml")

    def part(self, name):
        return tree.fromstring(self.zip.read(self.names[name.lower()])) if name.lower() in self.names else None

    def related(self, source, kind):
        """Targets of the relationships of a kind, by their ids."""
        folder, name = posixpath.split(source)
        root = self.part(posixpath.join(folder, "_rels", name + ".rels"))
        return {r.get("Id"): posixpath.normpath(posixpath.join("/", folder, r.get("Target"))).lstrip("/")
                for r in (root if root is not None else ())
                if r.get("Type").endswith("/" + kind) and r.get("TargetMode") != "External"}


class Story:
    """One part's text: `text` as it is now, `deleted` what was deleted, `grids` of its tables."""

    def __init__(self, root, styles=None, skip_title=None):
        self.flow, self.gone_flow, self.gone, self.grids = Flow(), Flow(), 0, []
        self.fields, self.boxes, self.styles, self.skip_title = [], [], styles or {}, skip_title
        self.sections = []
        self.blocks(root)
        self.text, self.deleted = self.flow.since(0), self.gone_flow.since(0)

    def say(self, text):
        if all(phase == "result" for phase in self.fields):
            (self.gone_flow if self.gone else self.flow).exactly(text)

    def soft(self):
        self.flow.block()
        self.gone_flow.block()

    # ---- blocks

    def blocks(self, parent):
        for node in parent:
            name = short(node.tag)
            if name == "w:p":
                self.paragraph(node)
            elif name == "w:tbl":
                self.table(node)
            elif name == "mc:AlternateContent":
                self.blocks(self.branch(node))
            elif name == "w:sectPr":
                self.sections.append(node)
            elif name in ("w:del", "w:moveFrom"):
                self.away(self.blocks, node)
            elif name in ("m:oMath", "m:oMathPara"):
                self.inline(node)
            elif name not in IGNORED:
                self.blocks(node)

    def paragraph(self, node):
        properties = child_of(node, "w:pPr")
        if self.skip_title is not None and self.styles.get(flag(properties, "w:pStyle")) == "title":
            probe = Story([node])
            wanted, self.skip_title = self.skip_title, None
            if " ".join(probe.text.split()) == " ".join(wanted.split()):
                return
        self.skip_title = None
        outer, self.boxes = self.boxes, []
        self.soft()
        self.inlines(node)
        self.soft()
        boxes, self.boxes = self.boxes, outer
        for box in boxes:
            fields, self.fields = self.fields, []
            self.blocks(box)
            self.fields = fields
        section = child_of(properties, "w:sectPr")
        if section is not None:
            self.sections.append(section)

    def away(self, function, node):
        self.gone += 1
        function(node)
        self.gone -= 1

    # ---- inlines

    def branch(self, node):
        """One branch of what is there in several forms (part 3, 7.6)."""
        choices = [c for c in node if short(c.tag) == "mc:Choice" and set(c.get("Requires", "").split()) <= KNOWN]
        return choices[0] if choices else next((c for c in node if short(c.tag) == "mc:Fallback"), [])

    def inlines(self, parent):
        for node in parent:
            self.inline(node)

    def inline(self, node):
        name = short(node.tag)
        if name in IGNORED or name in NOTE_MARKS:
            return
        if name in ("w:t", "w:delText"):
            text = node.text or ""
            self.say(text if node.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve" else text.strip(" \t\r\n"))
        elif name in CHARACTERS:
            self.say(CHARACTERS[name])
        elif name == "w:br":
            if attribute(node, "w:type") in (None, "textWrapping"):
                self.say("\n")
        elif name == "w:sym":
            self.say(chr(int(attribute(node, "w:char"), 16)))
        elif name == "w:fldChar":
            self.field(attribute(node, "w:fldCharType"))
        elif name in ("w:del", "w:moveFrom"):
            self.away(self.inlines, node)
        elif name == "mc:AlternateContent":
            self.inlines(self.branch(node))
        elif name == "w:txbxContent":
            self.boxes.append(node)
        elif name in ("a:blip", "v:imagedata"):
            self.say(OBJECT)
        elif name == "w:ruby":
            self.inlines([c for c in node if short(c.tag) == "w:rubyBase"])
            self.inlines([c for c in node if short(c.tag) == "w:rt"])
        elif name == "w:sdt":
            self.control(node)
        elif name in ("m:oMath", "m:oMathPara"):
            self.say(formula("".join(t.text or "" for t in node.iter() if short(t.tag) == "m:t")))
        else:
            self.inlines(node)

    def field(self, kind):
        """The instruction is not shown, the result is."""
        if kind == "begin":
            self.fields.append("instruction")
        elif kind == "separate" and self.fields:
            self.fields[-1] = "result"
        elif kind == "end" and self.fields:
            self.fields.pop()

    def control(self, node):
        if child_of(node, "w:sdtPr", "w14:checkbox") is not None:
            self.say(OBJECT)
        else:
            self.inlines(child_of(node, "w:sdtContent") or [])

    # ---- tables

    def rows(self, parent, name):
        """Rows or cells, also in what stands around some of them."""
        for node in parent:
            if short(node.tag) == name:
                yield node
            elif short(node.tag) in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "mc:AlternateContent"):
                yield from self.rows(self.branch(node) if "Alternate" in node.tag else node, name)

    def table(self, node):
        place, slots, open_ = len(self.grids), [], {}
        self.grids.append(None)
        self.soft()
        for r, row in enumerate(self.rows(node, "w:tr")):
            properties = child_of(row, "w:trPr")
            removed = child_of(properties, "w:del") is not None
            self.gone += removed
            slots.append({})
            column, still, left = int(flag(properties, "w:gridBefore", 0) or 0), {}, None
            for cell in self.rows(row, "w:tc"):
                column, left = self.cell(cell, r, column, left, slots[-1], open_, still)
            open_ = still
            self.gone -= removed
        self.soft()
        self.grids[place] = [[row.get(c) for c in range(max(row, default=-1) + 1)] for row in slots]
        if not slots:
            del self.grids[place]

    def cell(self, cell, r, column, left, slots, open_, still):
        properties = child_of(cell, "w:tcPr")
        width = max(1, int(flag(properties, "w:gridSpan", 1) or 1))
        if attribute(child_of(properties, "w:tcW") if child_of(properties, "w:tcW") is not None else cell, "w:type") == "nil":
            return column + width, None  # of no width: a place that is left out
        removed = child_of(properties, "w:cellDel") is not None
        mark = self.flow.mark()
        self.gone += removed
        self.blocks(cell)
        self.gone -= removed
        slot = (r, column, self.flow.since(mark))
        if flag(properties, "w:hMerge", "continue") == "continue" and left:
            slot = left
        elif flag(properties, "w:vMerge", "continue") == "continue" and (column, width) in open_:
            slot = open_[column, width]
        if flag(properties, "w:vMerge", "continue"):
            still[column, width] = slot
        for c in range(column, column + width):
            slots[c] = slot
        return column + width, slot


def formula(text):
    """Letters and digits of a formula in any order: MathML puts bases before roots."""
    return "".join(sorted(c for c in unicodedata.normalize("NFKC", text) if c.isalnum()))


class Document:
    """body, notes by role, margins (headers and footers), all of a document."""

    def __init__(self, path):
        package = Package(path)
        styles = self.styles(package)
        core = next(iter(package.related("", "core-properties").values()), "")
        title = next((e.text for e in package.part(core) or () if e.tag.endswith("}title")), None) if core else None
        self.body = Story(child_of(package.part(package.main), "w:body"), styles, title or None)
        self.notes = {}
        for role in ("footnote", "endnote", "comment"):
            part = next(iter(package.related(package.main, role + "s").values()), "")
            found = package.part(part) if part else None
            texts = [Story(note).text for note in (found if found is not None else ())
                     if attribute(note, "w:type") in (None, "normal")]
            self.notes[role] = sorted(text.lstrip(" ") for text in texts)
        self.margins = self.headers(package)

    @staticmethod
    def styles(package):
        part = next(iter(package.related(package.main, "styles").values()), "")
        root = package.part(part) if part else None
        return {attribute(s, "w:styleId"): (flag(s, "w:name") or "").lower() for s in (root if root is not None else ())
                if short(s.tag) == "w:style"}

    def headers(self, package):
        parts = {**package.related(package.main, "header"), **package.related(package.main, "footer")}
        used = set()
        for section in self.body.sections:
            for node in section:
                if short(node.tag) in ("w:headerReference", "w:footerReference"):
                    used.add(parts.get(attribute(node, "r:id")))
        stories = (Story(package.part(name)) for name in used if name)
        return sorted({story.text for story in stories} - {""})


