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
from made import PLUGIN, convert, documents
from plain_reports import plain_report
from tap import Skip, main, retort, test

SEEDS = range(1, 501)
_holder = tempfile.TemporaryDirectory()

# What survives LibreOffice 7.4 of plain_reports.py: these kinds, and of each these attributes.
SURVIVES = {
    "meta": {"name"}, "section": {"level"}, "heading": set(), "paragraph": {"align"}, "list": {"ordered", "start"}, "item": set(),
    "table": set(), "row": {"part"}, "cell": {"colspan", "rowspan"}, "note": {"role"}, "quote": set(), "code-block": set(),
    "text": {"marks", "colour"}, "link": {"href"}, "line-break": set(), "tab": set(), "ruby": {"reading"},
}
# What does not, and is not in these reports:
#   row part foot, cell header   cnfStyle is not kept; nor tblHeader in tables within tables
#   ids, styles, fonts           are named and numbered anew; every run gets a language
#   marks code, highlight        become a font and a background colour
#   colour of a link             the style Internet Link is written as direct formatting
#   page                         a page setup is always written
#   an inserted run behind ruby  is inserted no more
#   a link directly behind another loses its last words, a note directly behind one goes into it
#   a column that no cell has to itself


TOLD = ("[loss]", "[grid-clipped]", "[grid-overlap]", "[reference-unknown]")  # of the report, not of the document


@functools.cache
def written():
    """Some of the documents, not verified: what is wrong with one is told by one test."""
    given = documents(os.path.join(_holder.name, "made"), list(SEEDS)[::5])
    return given, convert(given, os.path.join(_holder.name, "docx"), "docx", "--quiet")


# What HTML and DOCX both hold exactly.
BOTH = ("kinds=meta,section,heading,paragraph,list,item,definitions,term,definition,table,column,row,cell,figure,caption,quote,"
        "code-block,rule,page-break,note,text,link,ruby,note-reference,line-break,tab,image,resource,start,end "
        "attributes=id,language,direction,change,change-author,change-date,name,level,align,ordered,numbering,start,width,part,"
        "colspan,rowspan,header,value-type,value,currency,marks,href,title,reading,alt,resource,role,ref,valign")
SMALLER = [240, 30, 60, 120, 180]  # nodes
MOST_EQUAL = 96                    # percent of reports of everything there is, large ones among them


@test
def each_is_what_it_was_after_DOCX(folder):
    given = documents(os.path.join(folder, "made"), SEEDS, BOTH, SMALLER)
    made = convert(given, os.path.join(folder, "docx"), "docx", "--verify", quiet=TOLD)
    assert len(given) == len(made) == len(SEEDS)


@test
def nearly_all_reports_of_every_kind_are_what_they_were(folder):
    """Kinds and attributes that DOCX holds only nearly are among them; none may be refused when it is read again."""
    given = documents(os.path.join(folder, "made"), list(SEEDS)[::2])
    target = os.path.join(folder, "docx")
    os.makedirs(target)
    _, _, said = retort("convert", *PLUGIN, "--verify", *given, "-o", target, "--to", "docx", timeout=900)
    equal = len(os.listdir(target))
    assert "[verify-unreadable]" not in said, said[:2000]
    assert 100 * equal >= MOST_EQUAL * len(given), f"{equal} of {len(given)}: {said[:2000]}"
    print(f"# {equal} of {len(given)} are equal")


@test
def the_same_report_is_the_same_bytes(folder):
    given, first = written()
    again = convert(given[::5], folder, "docx", "--quiet")
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


def attributes(node, kind):
    """Those that survive; LibreOffice says left for start and right for end."""
    given = {name: {"left": None, "right": "end"}.get(node[name], node[name]) for name in SURVIVES.get(kind, ()) if name in node}
    return tuple(sorted((name, str(value)) for name, value in given.items() if value))


def inlines(nodes, notes, linked=False):
    """Runs as (kind, attributes, text), adjacent ones merged; what does not survive is opened."""
    merged = []
    for node in nodes:
        kind = "text" if isinstance(node, str) else node.get("type", "text")
        if kind == "text":
            run = {"text": node} if isinstance(node, str) else node
            given = {} if linked else {"marks": sorted(run.get("marks", [])), "colour": run.get("colour"),
                                         **{name: run.get(name) for name in ("change", "change-author", "change-date")}}
            part = ("text", tuple((k, str(v)) for k, v in given.items() if v), run["text"])
        elif kind in ("line-break", "tab"):
            part = ("text", (), "\n" if kind == "line-break" else "\t")
        elif kind in ("start", "end"):
            continue
        else:
            part = (kind, attributes(node, kind), inlines(node.get("content", []), notes, kind == "link"))
            if kind == "note-reference":
                part = kept(notes[node["ref"]], "note", notes)
        if merged and part[0] == "text" and merged[-1][:2] == part[:2]:
            part = (*part[:2], merged.pop()[2] + part[2])
        merged.append(part)
    return merged


def kept(node, kind, notes):
    """A node reduced to what survives: (kind, attributes, children), leading inlines as a paragraph, notes in
    the places that refer to them."""
    return kind, attributes(node, kind), children(node, kind, notes)


def children(node, kind, notes):
    found = []
    if "heading" in node:
        heading = node["heading"]
        found.append(("heading", (), inlines(heading if isinstance(heading, list) else heading.get("content", []), notes)))
    if "caption" in node:
        found.append(("caption", (), inlines(node["caption"] if isinstance(node["caption"], list) else node["caption"]["content"], notes)))
    lead = inlines(node.get("content", []), notes)
    if lead:
        found += [("paragraph", (), lead)] if kind in ("cell", "item") else lead
    found += [kept(i if isinstance(i, dict) else {"content": [i]}, "item", notes) for i in node.get("items", [])]
    for row in node.get("rows", []):
        cells = row["cells"] if isinstance(row, dict) else row
        part = row.get("part", "body") if isinstance(row, dict) else "body"
        found.append(("row", part, [kept(c if isinstance(c, dict) else {"content": [c] * (c != "")}, "cell", notes) for c in cells]))
    found += [kept(block, block["type"], notes) for block in node.get("blocks", []) if block["type"] not in ("page", "start", "end")]
    return found


def reduced(path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    titles = sorted((m["name"], m["value"]) for m in report.get("meta", []) if m["name"] in ("title", "subject"))
    return titles, children(report, "report", {note["id"]: note for note in report.get("notes", [])})


@test
def LibreOffice_may_save_the_document_again(folder):
    given = []
    for seed in range(1, 61):
        given.append(os.path.join(folder, f"{seed:03}.json"))
        with open(given[-1], "w", encoding="utf-8") as file:
            json.dump(plain_report(seed), file, ensure_ascii=False)
    first = convert(given, os.path.join(folder, "docx"), "docx", "--verify")
    seen = convert(resaved(first, folder), os.path.join(folder, "seen"), "json", "--quiet")
    wrong = [f"{os.path.basename(a)}: {parting(reduced(a), reduced(b))}" for a, b in zip(given, seen) if reduced(a) != reduced(b)]
    assert not wrong, f"{len(wrong)} of {len(given)}: " + "\n".join(wrong[:8])


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


def with_cells(table):
    """A row without cells is written with an empty one: both say nothing."""
    return [[] if not any(slot and (slot[2] or slot[0] != r) for slot in row) and len(set(row) - {None}) < 2 else row
            for r, row in enumerate(table)]


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
        tally.add(os.path.basename(document), meant.text, list(map(with_cells, meant.grids)), said.text,
                  list(map(with_cells, said.grids)))
    assert not tally.faults, f"{tally} (the second is what is said)\n" + "\n".join(f"{n}: {w}" for n, w in tally.faults[:8])


@test
def python_docx_opens_each_and_finds_its_tables(_):
    try:
        import docx
    except ImportError:
        raise Skip("no python3-docx here") from None
    from docx_oracle import Document
    for path in written()[1][::2]:
        document = docx.Document(path)
        assert len(document.element.body.findall(".//{*}tbl")) == len(Document(path).body.grids), path
        assert document.core_properties is not None and document.styles["Heading 1"] is not None


main()
