"""500 reports made by chance to DOCX and back; what they are after LibreOffice has opened and saved the document.

Owns the list of what survives LibreOffice. What each document says to another reader is compared with the report
itself, too.
"""
import functools
import glob
import json
import os
import shutil
import subprocess
import tempfile

from flow import Tally
from json_view import View
from made import convert, documents
from tap import Skip, main, test

SEEDS = range(1, 501)
_holder = tempfile.TemporaryDirectory()

# What is compared after LibreOffice 7.4: these kinds, and of each these attributes.
SURVIVES = {
    "section": {"level"}, "heading": {"level"}, "paragraph": {"align"}, "list": {"ordered"}, "item": set(),
    "table": set(), "row": {"grid-before"}, "cell": {"colspan", "rowspan"},
    "text": {"marks", "colour"}, "link": {"href"}, "line-break": set(), "tab": set(),
}
# Not compared, and why:
#   row part            LibreOffice keeps tblHeader of the first rows only, and no cnfStyle
#   cell header         the same: cnfStyle is not kept
#   ids, styles, fonts  it names and numbers them anew
#   marks code          the character style is kept, its font becomes direct formatting
#   highlight           kept as background where Word's sixteen colours are left
ASKED = ("kinds=section,heading,paragraph,list,item,table,row,cell,text,link,line-break,tab "
         "attributes=level,align,ordered,colspan,rowspan,marks,colour,href")
MARKS = {"bold", "italic", "underline", "strike", "sub", "sup", "small-caps"}


@functools.cache
def written():
    given = documents(os.path.join(_holder.name, "made"), SEEDS)
    return given, convert(given, os.path.join(_holder.name, "docx"), "docx", "--verify")


@test
def each_is_what_it_was_after_DOCX(_):
    given, made = written()
    assert len(given) == len(made) == len(SEEDS)


@test
def the_same_report_is_the_same_bytes(folder):
    given, first = written()
    again = convert(given[::25], folder, "docx")
    for path in again:
        with open(path, "rb") as a, open(os.path.join(os.path.dirname(first[0]), os.path.basename(path)), "rb") as b:
            assert a.read() == b.read(), path


# ---- LibreOffice --------------------------------------------------------------------------------


def resaved(paths, folder):
    """The documents as LibreOffice saves them; one process for all."""
    program = shutil.which("soffice")
    if not program:
        raise Skip("no soffice here")
    out = os.path.join(folder, "saved")
    done = subprocess.run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                           "docx:MS Word 2007 XML", "--outdir", out, *paths], capture_output=True, text=True, timeout=300)
    found = sorted(glob.glob(out + "/*.docx"))
    assert len(found) == len(paths), (len(found), done.stdout[-500:], done.stderr[-500:])
    return found


def kept(node, kind=None):
    """A report reduced to what survives: nested tuples, runs merged, what is not compared opened."""
    if isinstance(node, str):
        return node
    kind = kind or node.get("type", "text")
    found = {name: node[name] for name in SURVIVES.get(kind, ()) if name in node}
    if "marks" in found:
        found["marks"] = sorted(MARKS & set(found["marks"]))
        if not found["marks"]:
            del found["marks"]
    return kind, tuple(sorted((k, str(v)) for k, v in found.items())), tuple(children(node, kind))


def inlines(nodes):
    """Runs as (attributes, text), adjacent ones merged."""
    merged = []
    for node in nodes:
        if isinstance(node, str):
            part = ("text", (), node)
        elif node.get("type", "text") == "text":
            part = ("text", kept({**node, "type": "text"})[1], node.get("text", ""))
        elif node["type"] in ("line-break", "tab"):
            part = ("text", (), "\n" if node["type"] == "line-break" else "\t")
        elif node["type"] in ("start", "end"):
            continue
        else:
            part = (node["type"], kept(node)[1], inlines(node.get("content", [])))
        if merged and part[0] == "text" and merged[-1][:2] == part[:2]:
            part = (*part[:2], merged.pop()[2] + part[2])
        merged.append(part)
    return [part for part in merged if part[0] != "text" or part[2]]


def children(node, kind):
    if kind == "text":
        yield node.get("text", "")
        return
    if "heading" in node:
        heading = node["heading"]
        yield "heading", tuple(inlines(heading if isinstance(heading, list) else heading.get("content", [])))
    lead = inlines(node.get("content", []))
    if lead and kind in ("cell", "item"):
        yield "paragraph", (), (tuple(lead),)
    elif lead:
        yield tuple(lead)
    for item in node.get("items", []):
        yield kept(item if isinstance(item, dict) else {"content": [item]}, "item")
    for row in node.get("rows", []):
        row = row if isinstance(row, dict) else {"cells": row}
        yield "row", tuple(kept(c if isinstance(c, dict) else {"content": [c] if c else []}, "cell") for c in row.get("cells", []))
    for block in node.get("blocks", []):
        if block["type"] == "page" or (block["type"] in ("start", "end")):
            continue
        yield kept(block)


@test
def LibreOffice_may_save_the_document_again(folder):
    given = documents(os.path.join(folder, "made"), range(1, 61), ASKED)
    first = convert(given, os.path.join(folder, "docx"), "docx", "--quiet")
    meant = convert(first, os.path.join(folder, "meant"), "json", "--quiet")
    seen = convert(resaved(first, folder), os.path.join(folder, "seen"), "json", "--quiet")
    wrong = []
    for a, b in zip(meant, seen):
        with open(a, encoding="utf-8") as left, open(b, encoding="utf-8") as right:
            left, right = (list(children(json.load(file), "report")) for file in (left, right))
        if left != right:
            wrong.append(f"{os.path.basename(a)}: {parting(left, right)}")
    assert not wrong, f"{len(wrong)} of {len(meant)}: " + "\n".join(wrong[:8])


def parting(a, b):
    """The innermost place where two of these differ."""
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        for x, y in zip(a, b):
            if x != y:
                return parting(x, y)
        return f"{len(a)} and {len(b)} parts: {a!r:.300} and {b!r:.300}"
    return f"{a!r:.200} and {b!r:.200}"


# ---- Another reader -----------------------------------------------------------------------------

SAID = ("kinds=section,heading,paragraph,list,item,table,row,cell,caption,text,link,quote,line-break,tab "
        "attributes=marks,part,colspan,rowspan,grid-before,href,align,ordered,start,level,colour")


@test
def another_program_reads_what_the_report_says(folder):
    from docx_oracle import Document
    given = documents(os.path.join(folder, "made"), range(1, 101), SAID)
    tally = Tally()
    as_docx = convert(given, os.path.join(folder, "docx"), "docx", "--quiet")
    as_json = convert(given, os.path.join(folder, "json"), "json", "--quiet")
    for document, report in zip(as_docx, as_json):
        said = Document(document).body
        with open(report, encoding="utf-8") as file:
            meant = View(json.load(file), cut=True)
        tally.add(os.path.basename(document), meant.text, meant.grids, said.text, said.grids)
    assert not tally.faults, f"{tally} (the second is what is said)\n" + "\n".join(f"{n}: {w}" for n, w in tally.faults[:8])


@test
def python_docx_opens_each_and_finds_its_tables(_):
    try:
        import docx
    except ImportError:
        raise Skip("no python3-docx here") from None
    from docx_oracle import Document
    for path in written()[1][::10]:
        document = docx.Document(path)
        assert len(document.element.body.findall(".//{*}tbl")) == len(Document(path).body.grids), path
        assert document.core_properties is not None and document.styles["Heading 1"] is not None


main()
