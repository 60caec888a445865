"""office.py - HTML and DOCX against their floors and peers: what `run` prints of these.

Owns the documents that are measured, made here, and the hostile ones whose time must grow as they do.
"""
import os
import shutil
import zipfile

from measure import compiled, measure

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = 5


def cells(rows):
    """Rows of five cells, the same in every run."""
    state = 12345
    for i in range(rows):
        state = (state * 1103515245 + 12345) % 2147483648
        yield f"{i}", f"Office {i % 997} of region {i % 31}", f"{state / 100:.2f}", f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}", \
            f"line {i % 5000} as it was kept"


def write_page(path, rows, per_table=100):
    """A report of tables with a heading and a paragraph before each: 130 bytes a row."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Report</title></head>\n<body>\n<h1>Report</h1>\n")
        for i, row in enumerate(cells(rows)):
            if i % per_table == 0:
                out.write("</table>\n" * (i > 0) + f"<h2>Part {i // per_table}</h2>\n<p>What follows are <b>figures</b>.</p>\n<table>\n"
                          "<tr><th>id</th><th>name</th><th>amount</th><th>date</th><th>note</th></tr>\n")
            out.write("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n")
        out.write("</table>\n</body></html>\n")


def write_document(path, rows, per_table=100):
    """The same as Word would write it: 640 bytes a row."""
    def paragraph(text, style=""):
        style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f'<w:p>{style}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'

    def row(texts):
        return "<w:tr>" + "".join(f'<w:tc><w:tcPr><w:tcW w:w="1800" w:type="dxa"/></w:tcPr>{paragraph(t)}</w:tc>' for t in texts) + "</w:tr>"
    parts = ['<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>']
    grid = '<w:gridCol w:w="1800"/>' * COLUMNS
    for i, texts in enumerate(cells(rows)):
        if i % per_table == 0:
            parts.append("</w:tbl>" * (i > 0) + paragraph(f"Part {i // per_table}", "Heading2") + paragraph("What follows are figures.")
                         + f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>" + row(("id", "name", "amount", "date", "note")))
        parts.append(row(texts))
    parts.append("</w:tbl><w:sectPr/></w:body></w:document>")
    types = ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
             'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
             'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                 f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in (("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", "".join(parts))):
            out.writestr(name, text)


# ---- Speed --------------------------------------------------------------------------------------


def print_speed(retort, folder):
    def at(name):
        return os.path.join(folder, name)
    write_page(at("r1k.html"), 1000)
    write_page(at("r20k.html"), 20_000)
    write_document(at("r20k.docx"), 20_000)
    print(f"\n{'what':44}{'seconds':>9}{'MiB':>8}{'ratio':>8}  to")
    html = compiled(os.path.join(HERE, "bare_html.c"), at("bare_html"), "libxml-2.0")
    docx = compiled(os.path.join(HERE, "bare_docx.c"), at("bare_docx"), "libxml-2.0", "libzip")
    for source, floor, name in (("r20k.html", html, "libxml2's HTML SAX"), ("r20k.docx", docx, "unzip + libxml2's SAX")):
        base = measure([floor, at(source)], 9)[0] if floor else None
        if base:
            print(f"{name + ', empty callbacks':44}{base:9.3f}")
        for target in ("o.json", "o.docx", "o.html"):
            call = [retort, "--quiet", at(source), at(target)]
            took, peak = measure(call, 9)[0], measure(call, 3, memory=True)[1]
            print(f"{'retort ' + source + ' -> ' + target[2:]:44}{took:9.3f}{peak:8.1f}" + (f"{took / base:8.2f}  the floor" if base else ""))
    print_against_pandoc(retort, folder)


def print_against_pandoc(retort, folder):
    source, target = os.path.join(folder, "r1k.html"), os.path.join(folder, "r1k.docx")
    took = measure([retort, "--quiet", source, target], 9)[0]
    print(f"{'retort r1k.html -> docx':44}{took:9.3f}")
    if not shutil.which("pandoc"):
        print("not installed: pandoc")
        return
    other, peak = measure(["pandoc", source, "-o", os.path.join(folder, "p.docx")], 2, memory=True)
    print(f"{'pandoc r1k.html -> docx':44}{other:9.3f}{peak:8.1f}{other / took:8.1f}  retort, times slower")


# ---- Growth -------------------------------------------------------------------------------------

NONE = ["--limit=attributes=none", "--limit=depth=none", "--limit=columns=none", "--limit=memory=none"]
PAGES = (
    ("attributes in one tag", lambda n: "<p " + " ".join(f"a{i:06}=x" for i in range(n)) + ">x", 100_000, NONE),
    ("one attribute, long", lambda n: '<p title="' + "x&amp;" * n + '">x', 1_000_000, NONE),
    ("open tags, <b>", lambda n: "<b>x" * n, 100_000, NONE),
    ("open tags, <b> and <p>", lambda n: "<b>x<p>y" * n, 50_000, NONE),
    ("open tags, <a>, <i> and <div>", lambda n: "<a href=x><i>x<div>" * n, 30_000, NONE),
    ("open tags, <font> with attributes", lambda n: "".join(f"<p><font size={i}>x" for i in range(n)), 50_000, NONE),
    ("depth, <div>", lambda n: "<div>" * n + "x" + "</div>" * n, 100_000, NONE),
    ("depth, <table>", lambda n: "<table><tr><td>" * n, 30_000, NONE),
    ("depth, <ul>", lambda n: "<ul><li>" * n, 50_000, NONE),
    ("depth, the default limit", lambda n: "<ul><li>" * n, 400_000, []),
    ("end tags that match nothing", lambda n: "<div>" * 900 + "</x></i></p>" * n, 200_000, []),
    ("fostered text", lambda n: "<table>" + "<tr>x<td>y" * n, 100_000, []),
    ("fostered and nested tables", lambda n: "<table><tr>x" * n, 20_000, NONE),
    ("colspan=2147483647", lambda n: "<table>" + "<tr><td colspan=2147483647 rowspan=2147483647>x" * n, 2000, NONE),
    ("rowspan=65534", lambda n: "<table>" + "<tr><td rowspan=65534>x" * n, 1000, NONE),
    ("spans in one row", lambda n: "<table><tr>" + "<td rowspan=9>x" * n + "<tr><td>y" * 9, 8000, NONE),
    ("character references", lambda n: "&notit;&ampx&#x41;&nosuch" * n, 200_000, []),
    ("comments that do not end", lambda n: "<!-- <!-- --!" * n, 300_000, []),
    ("forms and buttons", lambda n: "<button><form><p>x" * n, 100_000, NONE),
    ("headings and lists", lambda n: "<h1>x<ul><li>y<dl><dd>z</dl></ul>" * n, 50_000, []),
)


def print_growth(retort, folder):
    """Each page at n, 2n and 4n: how much longer a doubling takes."""
    print(f"\n{'hostile page, n':44}{'n':>9}{'2n':>8}{'4n':>8}{'per doubling':>14}")
    path, out = os.path.join(folder, "hostile.html"), os.path.join(folder, "hostile.json")
    for name, make, n, limits in PAGES:
        took = []
        for factor in (1, 2, 4):
            with open(path, "w", encoding="utf-8") as file:
                file.write("<!DOCTYPE html>" + make(n * factor))
            took.append(measure([retort, "--quiet", *limits, path, out], 3, statuses=(0, 5))[0])
        growth = max(took[1] / took[0], took[2] / took[1])
        print(f"{name + ', ' + format(n, ','):44}{took[0]:9.3f}{took[1]:8.3f}{took[2]:8.3f}{growth:14.2f}" + "  !" * (growth > 2.2))


def print_office(retort, folder):
    print_speed(retort, folder)
    print_growth(retort, folder)
