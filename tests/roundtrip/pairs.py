"""pairs.py - all 6 x 5 pairs of formats: each input in each output, read by a program that is not retort's.

Owns one report in six formats, made here, and what must be found of it in five. Every conversion is verified,
too; depth is other tests' business.
"""
import concurrent.futures
import csv
import functools
import json
import os
import subprocess
import tempfile
import xml.etree.ElementTree as tree

import tap
from flow import SOFT, grid
from json_view import View
from tap import Skip, test

TITLE = "青梧县 2024 年度报告"
HEADINGS = [(1, "一、总体情况"), (2, "（一）Requests & answers"), (1, "二、Outlook")]
PARAGRAPHS = ["全年收到申请 143 件，办结 141 件。", "Left < right; \"quoted\" – naïve × 10²", "See the table."]
ITEMS = ["first item", "second item", "第三项"]
# (text, columns, rows) of each cell, and what stands in each slot.
TABLE = [[("Office", 1, 2), ("Requests", 2, 1)], [("in", 1, 1), ("out", 1, 1)],
         [("水利站", 1, 1), ("0", 1, 1), ("-", 1, 1)], [("民政所", 1, 1), ("1,204.50", 1, 1), ("", 1, 1)]]
FULL = [["Office", "Requests", "Requests"], ["Office", "in", "out"], ["水利站", "0", "-"], ["民政所", "1,204.50", ""]]
SPARSE = [["Office", "Requests", ""], ["", "in", "out"], ["水利站", "0", "-"], ["民政所", "1,204.50", ""]]
RECORDS = [["Office", "in", "out"], ["水利站", "0", "-"], ["民政所, \"x\"", "1,204.50", "two\nlines"]]

INPUTS = ("html", "docx", "csv", "json", "xml", "txt")
OUTPUTS = ("html", "docx", "csv", "json", "xml")


# ---- The report in each format ------------------------------------------------------------------


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def as_html():
    rows = "".join("<tr>" + "".join(f"<td colspan={c} rowspan={r}>{escaped(t)}</td>" for t, c, r in row) + "</tr>"
                   for row in TABLE)
    (_, a), (_, b), (_, c) = HEADINGS
    p = [f"<p>{escaped(text)}</p>" for text in PARAGRAPHS]
    items = "".join(f"<li>{item}" for item in ITEMS)
    return (f"<!DOCTYPE html><html lang=zh><meta charset=utf-8><title>{TITLE}</title><h1>{a}</h1>{p[0]}{p[1]}<ul>{items}</ul>"
            f"<h2>{escaped(b)}</h2><table>{rows}</table><h1>{c}</h1>{p[2]}").encode()


def as_docx(path):
    try:
        import docx
    except ImportError:
        raise Skip("no python3-docx here") from None
    document = docx.Document()
    document.core_properties.title = TITLE
    document.add_heading(HEADINGS[0][1], 1)
    for text in PARAGRAPHS[:2]:
        document.add_paragraph(text)
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    document.add_heading(HEADINGS[1][1], 2)
    table = document.add_table(rows=4, cols=3)
    for r, row in enumerate(SPARSE):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Office"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Requests"
    document.add_heading(HEADINGS[2][1], 1)
    document.add_paragraph(PARAGRAPHS[2])
    document.save(path)


def as_json():
    def section(number, *blocks):
        return {"type": "section", "level": HEADINGS[number][0], "heading": [HEADINGS[number][1]], "blocks": list(blocks)}
    p = [{"type": "paragraph", "content": [text]} for text in PARAGRAPHS]
    rows = [[{"content": [t] if t else [], "colspan": c, "rowspan": r} for t, c, r in row] for row in TABLE]
    inner = section(1, {"type": "table", "rows": rows})
    blocks = [section(0, p[0], p[1], {"type": "list", "items": ITEMS}, inner), section(2, p[2])]
    return json.dumps({"retort": 1, "meta": [{"name": "title", "value": TITLE}], "blocks": blocks}, ensure_ascii=False).encode()


def as_xml():
    p = [f"<paragraph>{escaped(text)}</paragraph>" for text in PARAGRAPHS]
    rows = "".join("<row>" + "".join(f'<cell colspan="{c}" rowspan="{r}">{escaped(t)}</cell>' for t, c, r in row) + "</row>"
                   for row in TABLE)
    (_, a), (_, b), (_, c) = HEADINGS
    items = "".join(f"<item>{item}</item>" for item in ITEMS)
    return (f'<report xmlns="urn:retort:report:1"><meta name="title">{TITLE}</meta><section level="1"><heading>{a}</heading>'
            f'{p[0]}{p[1]}<list>{items}</list><section level="2"><heading>{escaped(b)}</heading><table>{rows}</table></section>'
            f'</section><section level="1"><heading>{c}</heading>{p[2]}</section></report>').encode()


def as_csv():
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in RECORDS).encode()


@functools.cache
def inputs():
    folder = tempfile.TemporaryDirectory()
    inputs.folder = folder
    made = {"html": as_html(), "json": as_json(), "xml": as_xml(), "csv": as_csv(), "txt": "\n\n".join(PARAGRAPHS).encode()}
    for extension, data in made.items():
        with open(os.path.join(folder.name, "report." + extension), "wb") as file:
            file.write(data)
    as_docx(os.path.join(folder.name, "report.docx"))
    return folder.name


# ---- What is found in each output: title, headings, paragraphs and items, table ------------------


def in_html(path):
    try:
        from html_oracle import Page, all_text, parse
    except ImportError:
        raise Skip("no python3-html5lib here") from None
    with open(path, encoding="utf-8") as file:
        markup = file.read()
    assert markup.lower().startswith("<!doctype html>") and "charset" in markup[:1024] and "<script" not in markup
    document, page = parse(markup), Page(markup)
    headings = [(int(tag[1]), all_text(node)) for node in document.getElementsByTagName("*")
                for tag in [node.localName] if tag in ("h1", "h2", "h3") and node.getAttribute("class") != "title"]
    titles = document.getElementsByTagName("title")
    return all_text(titles[0]) if titles else None, headings, page.text.split(SOFT), \
        [[[slot and slot[2] for slot in row] for row in table] for table in page.grids]


def in_docx(path):
    import docx
    document = docx.Document(path)
    headings = [(int(p.style.name[-1]), p.text) for p in document.paragraphs if p.style.name.startswith("Heading ")]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return document.core_properties.title, headings, [p.text for p in document.paragraphs], tables


def in_json(path):
    try:
        import jsonschema
    except ImportError:
        raise Skip("no python3-jsonschema here") from None
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    status, schema, _ = tap.retort("schema", "json")
    assert status == 0
    jsonschema.validate(report, json.loads(schema))
    view = View(report)

    def sections(blocks):
        for block in blocks:
            if block["type"] == "section":
                heading = block["heading"]
                yield block["level"], "".join(heading if isinstance(heading, list) else heading["content"])
                yield from sections(block.get("blocks", []))
    title = next((m["value"] for m in report.get("meta", []) if m["name"] == "title"), None)
    return title, list(sections(report["blocks"])), view.text.split(SOFT), \
        [[[slot and slot[2] for slot in row] for row in table] for table in view.grids]


def in_xml(path):
    schema = os.path.join(os.path.dirname(path), "schema.rng")
    status, text, _ = tap.retort("schema", "xml")
    assert status == 0
    with open(schema, "wb") as file:
        file.write(text)
    try:
        done = subprocess.run(["xmllint", "--noout", "--relaxng", schema, path], capture_output=True, text=True)
    except FileNotFoundError:
        raise Skip("no xmllint here") from None
    assert done.returncode == 0, done.stderr[:1000]
    space = "{urn:retort:report:1}"
    root = tree.parse(path).getroot()
    headings = [(int(s.get("level")), "".join(s.find(space + "heading").itertext())) for s in root.iter(space + "section")]
    words = ["".join(node.itertext()) for kind in ("paragraph", "item", "cell") for node in root.iter(space + kind)]
    tables = [grid([[[(int(c.get("colspan", 1)), int(c.get("rowspan", 1)), "".join(c.itertext())) for c in row]
                     for row in table.iter(space + "row")]]) for table in root.iter(space + "table")]
    return root.findtext(space + "meta[@name='title']"), headings, words, \
        [[[slot and slot[2] for slot in row] for row in table] for table in tables]


def in_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        records = list(csv.reader(file, strict=True))
    return None, None, None, [records] if records else []


FOUND = {"html": in_html, "docx": in_docx, "json": in_json, "xml": in_xml, "csv": in_csv}


def check(source, target):
    """Converts, verifies, and looks for all that the input says."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "report." + target)
        status, _, said = tap.retort("convert", os.path.join(inputs(), "report." + source), "-o", out, "--verify")
        assert status == 0, (status, said[:1500])
        title, headings, words, tables = FOUND[target](out)
    whole = source in ("html", "docx", "json", "xml")
    if source == "txt":
        meant = []
    elif source == "csv":
        meant = [RECORDS]
    else:
        meant = [SPARSE if target == "csv" else FULL]
    assert tables == meant, f"tables {tables} are not {meant}"
    if target == "csv":
        return
    if whole:
        assert title == TITLE, title
        assert headings == HEADINGS, headings
    wanted = PARAGRAPHS + ITEMS * whole if source != "csv" else []
    missing = [text for text in wanted if text not in words]
    assert not missing, f"{missing} are not among {words}"
    places = [words.index(text) for text in wanted if target != "xml"]
    assert source == "txt" or places[:2] == sorted(places[:2]), places


def fault(pair):
    try:
        check(*pair)
    except Skip as why:
        return ("skip", str(why))
    except Exception as why:  # each pair is told, not only the first
        return ("fault", f"{pair[0]} to {pair[1]}: {type(why).__name__}: {why}")
    return None


@test
def every_input_in_every_output(_):
    inputs()
    pairs = [(source, target) for source in INPUTS for target in OUTPUTS]
    assert len(pairs) == 30
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = list(filter(None, pool.map(fault, pairs)))
    faults = [text for kind, text in said if kind == "fault"]
    assert not faults, "\n".join(faults)
    if said:
        raise Skip(said[0][1])


tap.main()
