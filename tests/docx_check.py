"""docx_check.py - whether a DOCX file is a sound package by ECMA-376: what Word looks at before it opens one.

Owns its tables of the order of elements. Knows nothing of reports. `faults(path)` answers a list of sentences; alone, as a
program, it prints them for each file it is given.
"""
import posixpath
import re
import sys
import xml.etree.ElementTree as etree
import zipfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"

# The children of an element in the order of the schema (part 1, annex A). Several of one name may follow each other.
_RPR = ("rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden "
        "color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
        "specVanish oMath rPrChange")
_PPR = ("pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
        "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
        "divId cnfStyle rPr sectPr pPrChange")
ORDER = {name: words.split() for name, words in {
    "pPr": _PPR, "rPr": "ins del moveFrom moveTo " + _RPR,
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
             "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers cellIns "
            "cellDel cellMerge tcPrChange",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
              "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange",
    "sdt": "sdtPr sdtEndPr sdtContent",
    "sdtPr": "rPr alias tag id lock placeholder temporary showingPlcHdr dataBinding label tabIndex equation comboBox date "
             "docPartObj docPartList dropDownList picture richText text citation group bibliography checkbox",
    "date": "dateFormat lid storeMappedDataAs calendar",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "num": "abstractNumId lvlOverride", "lvlOverride": "startOverride lvl", "numPr": "ilvl numId",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
             "personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "styles": "docDefaults latentStyles style", "docDefaults": "rPrDefault pPrDefault",
    "tblStylePr": "pPr rPr tblPr trPr tcPr", "pBdr": "top left bottom right between bar",
    "tcBorders": "top start left bottom end right insideH insideV", "tblBorders": "top start left bottom end right insideH insideV",
    "tblCellMar": "top start left bottom end right", "ruby": "rubyPr rt rubyBase", "rubyPr": "rubyAlign hps hpsRaise hpsBaseText lid",
    "settings": "zoom trackRevisions defaultTabStop evenAndOddHeaders characterSpacingControl updateFields footnotePr endnotePr "
                "compat themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "font": "altName panose1 charset family notTrueType pitch sig"}.items()}
BLOCKS = {"p", "tbl", "sdt"}
MARKS = {"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "moveFromRangeStart", "moveFromRangeEnd",
         "moveToRangeStart", "moveToRangeEnd"}
CHANGES = {"ins", "del", "moveFrom", "moveTo"}
RUNS = {"r", "sdt", "hyperlink", "fldSimple", "smartTag", "oMath", "oMathPara", "proofErr"} | MARKS | CHANGES
HOLDS = {  # what may stand in an element, besides its properties
    "body": BLOCKS | MARKS, "tc": BLOCKS | MARKS, "footnote": BLOCKS | MARKS, "endnote": BLOCKS | MARKS,
    "comment": BLOCKS | MARKS, "hdr": BLOCKS | MARKS, "ftr": BLOCKS | MARKS, "tbl": {"tr"} | MARKS, "tr": {"tc"} | MARKS,
    "p": RUNS, "hyperlink": RUNS, "rt": {"r"} | MARKS | CHANGES, "rubyBase": {"r", "oMath"} | MARKS | CHANGES,
    "ins": RUNS, "del": RUNS, "moveFrom": RUNS, "moveTo": RUNS,
    "r": set("br t delText instrText delInstrText tab cr sym fldChar ruby footnoteReference endnoteReference commentReference "
             "footnoteRef endnoteRef annotationRef separator continuationSeparator drawing pict object noBreakHyphen softHyphen "
             "lastRenderedPageBreak".split())}
PROPERTIES = {"pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr"}
ON_OFF = {"true", "false", "1", "0", "on", "off"}
VALUES = {"jc": set("start center end both left right distribute".split()), "vMerge": {"restart", "continue"},
          "vAlign": set("top center bottom both".split()), "vertAlign": {"superscript", "subscript", "baseline"}}


def local(element):
    return element.tag.rsplit("}", 1)[-1]


class Package:
    def __init__(self, path):
        self.faults = []
        self.zip = zipfile.ZipFile(path)
        names = self.zip.namelist()
        if len(names) != len(set(names)):
            self.say("two entries have one name")
        if names[0] != "[Content_Types].xml":
            self.say("the content types do not come first, but", names[0])
        bad = self.zip.testzip()
        if bad:
            self.say("broken entry", bad)
        self.names, self.parts = names, {}
        for name in names:
            if name.endswith((".xml", ".rels")):
                try:
                    self.parts[name] = etree.fromstring(self.zip.read(name))
                except etree.ParseError as why:
                    self.say(name, "is not well-formed:", why)

    def say(self, *words):
        self.faults.append(" ".join(map(str, words)))

    # ---- The package ------------------------------------------------------------------------

    def types(self):
        types = self.parts["[Content_Types].xml"]
        endings = {d.get("Extension").lower(): d.get("ContentType") for d in types.iter(CT + "Default")}
        named = [o.get("PartName") for o in types.iter(CT + "Override")]
        if len(named) != len(set(named)):
            self.say("two content types for one part")
        for name in named:
            if name[1:] not in self.names:
                self.say("a content type for", name, "which is not there")
        for name in self.names:
            ending = name.rsplit(".", 1)[-1].lower()
            if name != "[Content_Types].xml" and "/" + name not in named and (ending == "xml" or ending not in endings):
                self.say("no content type for", name)

    def relations(self, name):
        """Those of a part, by id; every one must lead somewhere."""
        folder, base = posixpath.split(name)
        part = self.parts.get(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in part if part is not None else ():
            if relation.get("Id") in found:
                self.say(name, "has two relationships", relation.get("Id"))
            found[relation.get("Id")] = relation
            target = relation.get("Target")
            if relation.get("TargetMode") == "External":
                if not re.fullmatch(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+", target):
                    self.say(name, "relates to something that is no URI:", repr(target))
            elif posixpath.normpath(posixpath.join(folder, target)).lstrip("/") not in self.names:
                self.say(name, "relates to", target, "which is not there")
        return found

    # ---- One part -----------------------------------------------------------------------------

    def order(self, name, element):
        kind = local(element)
        if element.tag.startswith(W) and kind in ORDER:
            places = ORDER[kind]
            last = 0
            for child in element:
                child_kind = local(child)
                if child_kind not in places:
                    self.say(name, child_kind, "in", kind)
                elif kind == "tbl" and child_kind.startswith("bookmark"):
                    continue
                elif kind == "sectPr" and child_kind.endswith("Reference"):
                    continue
                elif places.index(child_kind) < last:
                    self.say(name, kind, "has", child_kind, "too late")
                else:
                    last = places.index(child_kind)
        if element.tag.startswith(W) and kind in HOLDS:
            for number, child in enumerate(element):
                child_kind = local(child)
                if child_kind in PROPERTIES and (number == 0 or kind in ("tbl", "body")):
                    continue
                if child_kind not in HOLDS[kind]:
                    self.say(name, child_kind, "stands in", kind)

    def content(self, name, element, block):
        """What a content control holds is of the kind of what it stands in."""
        for child in element:
            kind = local(child)
            if kind not in (BLOCKS | MARKS if block else RUNS):
                self.say(name, kind, "stands in a content control of", "blocks" if block else "runs")

    def walk(self, name, root):
        parents = {child: parent for parent in root.iter() for child in parent}
        for element in root.iter():
            kind = local(element)
            self.order(name, element)
            if kind in VALUES and element.get(W + "val", "restart" if kind == "vMerge" else None) not in VALUES[kind] | {None}:
                self.say(name, kind, "is", element.get(W + "val"))
            if kind == "tc":
                blocks = [local(child) for child in element if local(child) in BLOCKS]
                if not blocks or blocks[-1] != "p":
                    self.say(name, "a cell does not end with a paragraph")
            if kind == "tr" and not any(local(child) in ("tc", "sdt") for child in element):
                self.say(name, "a row without cells")
            if kind == "tbl" and not any(local(child) == "tr" for child in element):
                self.say(name, "a table without rows")
            if kind in ("hdr", "ftr", "footnote", "endnote", "comment") and \
                    local(parents.get(element, element)) not in ("footnotePr", "endnotePr") and \
                    not any(local(child) in BLOCKS for child in element):
                self.say(name, kind, "holds nothing")
            if kind == "sdtContent":
                around = parents[parents[element]]
                self.content(name, element, local(around) in HOLDS and "p" in HOLDS[local(around)] or
                             (local(around) == "sdtContent" and local(next(iter(element), element)) in BLOCKS | MARKS))
            if kind == "t" and element.text and element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve" \
                    and element.text != element.text.strip():
                self.say(name, "white space that is not preserved")
            if kind in ("tag", "alias") and len(element.get(W + "val", "")) > 64:
                self.say(name, kind, "is longer than 64 characters")

    def unique(self, what, ids):
        ids = list(ids)
        if len(ids) != len(set(ids)):
            twice = [i for i in ids if ids.count(i) > 1]
            self.say(what, "are not unique:", sorted(set(twice))[:5])

    def fields(self, name, root):
        for paragraph in root.iter(W + "p"):
            depth = 0
            for char in paragraph.iter(W + "fldChar"):
                depth += {"begin": 1, "end": -1}.get(char.get(W + "fldCharType"), 0)
                if depth < 0:
                    self.say(name, "a field ends that did not begin")
            if depth and not any(True for _ in paragraph.iter(W + "txbxContent")):
                self.say(name, "a field does not end in its paragraph")

    def grids(self, name, root):
        for table in root.iter(W + "tbl"):
            wide = sum(1 for grid in table.findall(W + "tblGrid") for _ in grid)
            above = set()
            for row in table.findall(W + "tr"):
                before = row.find(W + "trPr/" + W + "gridBefore")
                at = int(before.get(W + "val")) if before is not None else 0
                open_now = set()
                for cell in row.findall(W + "tc"):
                    span = cell.find(W + "tcPr/" + W + "gridSpan")
                    span = int(span.get(W + "val")) if span is not None else 1
                    merge = cell.find(W + "tcPr/" + W + "vMerge")
                    if merge is not None:
                        open_now.add((at, span))
                        if merge.get(W + "val") != "restart" and (at, span) not in above:
                            self.say(name, "a merged cell goes on from nothing")
                    at += span
                if at > wide and not (before is not None and len(row.findall(W + "tc")) == 1):
                    self.say(name, "a row is wider than its grid:", at, ">", wide)
                above = open_now

    # ---- All of it ------------------------------------------------------------------------------

    def check(self):
        self.types()
        for target in ("_rels/.rels", "word/document.xml", "word/styles.xml", "docProps/core.xml"):
            if target not in self.names:
                self.say("no", target)
        self.relations("")
        parts = {n: p for n, p in self.parts.items() if n.startswith("word/") and "/_rels/" not in n}
        related = set()
        for name, root in parts.items():
            relations = self.relations(name)
            related |= {posixpath.normpath(posixpath.join("word", r.get("Target"))) for r in relations.values()
                        if r.get("TargetMode") != "External"}
            for element in root.iter():
                for key, value in element.attrib.items():
                    if key.startswith(R) and value not in relations:
                        self.say(name, local(element), "names the relationship", value, "which is not there")
            self.walk(name, root)
            self.fields(name, root)
            self.grids(name, root)
        for name in self.names:
            if name.startswith("word/") and "/_rels/" not in name and name != "word/document.xml" and name not in related:
                self.say("nothing refers to", name)
        self.references(parts)
        self.ids(parts)
        return self.faults

    def everywhere(self, parts, tag):
        return [element for root in parts.values() for element in root.iter(tag)]

    def ids(self, parts):
        start, end = self.everywhere(parts, W + "bookmarkStart"), self.everywhere(parts, W + "bookmarkEnd")
        self.unique("bookmarks' ids", (e.get(W + "id") for e in start))
        self.unique("bookmarks' ends", (e.get(W + "id") for e in end))
        self.unique("content controls' ids", (e.get(W + "val") for e in self.everywhere(parts, W + "id")))
        self.unique("drawings' ids", (e.get("id") for e in self.everywhere(parts, WP + "docPr")))
        self.unique("paragraphs' ids", (e.get(W14 + "paraId") for e in self.everywhere(parts, W + "p") if e.get(W14 + "paraId")))
        self.unique("changes' ids", (e.get(W + "id") for kind in CHANGES for e in self.everywhere(parts, W + kind)))
        for element in start:
            name = element.get(W + "name")
            if not name or len(name) > 40 or re.search(r"\s", name):
                self.say("a bookmark is called", repr(name))
        for name, root in parts.items():
            begun = set()
            for element in root.iter():
                if element.tag == W + "bookmarkStart":
                    begun.add(element.get(W + "id"))
                if element.tag == W + "bookmarkEnd" and element.get(W + "id") not in begun:
                    self.say(name, "a bookmark ends before it begins")
            missing = begun - {e.get(W + "id") for e in root.iter(W + "bookmarkEnd")}
            if missing:
                self.say(name, "bookmarks without an end:", sorted(missing)[:5])

    def references(self, parts):
        styles = self.parts.get("word/styles.xml")
        known = {s.get(W + "styleId") for s in styles.iter(W + "style")} if styles is not None else set()
        for kind in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
            for element in self.everywhere(parts, W + kind):
                if element.get(W + "val") not in known:
                    self.say("no style", element.get(W + "val"))
        nums = {e.get(W + "numId") for e in self.everywhere(parts, W + "num")}
        abstracts = {e.get(W + "abstractNumId") for e in self.everywhere(parts, W + "abstractNum")}
        self.unique("lists", (e.get(W + "numId") for e in self.everywhere(parts, W + "num")))
        for element in self.everywhere(parts, W + "numId"):
            if element.get(W + "val") not in nums:
                self.say("no list", element.get(W + "val"))
        for element in self.everywhere(parts, W + "abstractNumId"):
            if element.get(W + "val") not in abstracts:
                self.say("no abstractNum", element.get(W + "val"))
        for kind in ("footnote", "endnote", "comment"):
            notes = [e.get(W + "id") for e in self.everywhere(parts, W + kind) if e.get(W + "type") is None]
            self.unique(kind + "s", notes)
            for element in self.everywhere(parts, W + kind + "Reference"):
                if element.get(W + "id") not in notes:
                    self.say("no", kind, element.get(W + "id"))
        ids = {e.get(W14 + "paraId") for e in self.everywhere(parts, W + "p")}
        for element in self.everywhere(parts, W15 + "commentEx"):
            for name in ("paraId", "paraIdParent"):
                if element.get(W15 + name) not in ids | {None}:
                    self.say("no paragraph", element.get(W15 + name), "for a comment")


def faults(path):
    try:
        return Package(path).check()
    except (zipfile.BadZipFile, KeyError) as why:
        return [f"no package: {why!r}"]


if __name__ == "__main__":
    status = 0
    for file in sys.argv[1:]:
        for fault in faults(file):
            print(f"{file}: {fault}")
            status = 1
    sys.exit(status)
