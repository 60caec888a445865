"""Pages and documents cut off and changed by chance, into every format; RETORT_FUZZ=N: N times as many.

What must hold is converting.py's. RETORT_KEEP=FOLDER keeps what failed there.
"""
import copy
import glob
import io
import os
import random
import sys
import xml.etree.ElementTree as tree
import zipfile

import tap
from converting import check_all
from tap import ROOT, main, test

sys.path.insert(0, os.path.join(ROOT, "tests", "roundtrip"))
from docx_soups import write as write_docx  # noqa: E402
from html_soups import page, soup  # noqa: E402

CHANGES = 150 * int(os.environ.get("RETORT_FUZZ", "1"))

HOSTILE = (b"<table><tr><td colspan=1000 rowspan=65534>", b"<table>" * 50, b"<b><i><u>" * 60, b"<select><table>",
           b"<svg><math><desc>", b"<template>", b"<frameset>", b"<plaintext>", b"<![CDATA[", b"<!--", b"&#x110000;&#0;&amp",
           b"</p></table></body></html>", b"<td colspan='", b"\0", b"\xff\xfe", b"<ol start=99999999999>", b"<a href=#", b"<pre>\n\n",
           b'<p style="display:none;white-space:pre', b"<ruby><rt><rp><rtc>", b"<caption><colgroup><col span=9999>", b"<script><!--",
           b'<img src="data:image/png;base64,iVBORw0KGgo=">', b'<section role="doc-endnotes"><ol><li role=doc-footnote id=x>',
           b'<a role="doc-noteref" href="#x">', b"<dl><div><dt>", b"<math><annotation-xml encoding=text/html>")


def changed(chance, data, pieces):
    data = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at, how = chance.randrange(len(data) + 1), chance.randrange(6)
        if how == 0:
            del data[at:at + chance.choice((1, 3, 40))]
        elif how == 1:
            data[at:at] = chance.choice(pieces)
        elif how == 2 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif how == 3:
            data[at:at] = data[at // 2:at // 2 + chance.randrange(1, 300)]
        elif how == 4 and chance.randrange(4) == 0:
            del data[at:]
        else:
            data[at:at + 2] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 5)))
    return bytes(data)


@test
def changed_pages(folder):
    chance = random.Random("pages")
    seeds = [page(n).encode() for n in range(20)] + [soup(n).encode() for n in range(20)]
    cases = []
    for n in range(CHANGES):
        data = changed(chance, chance.choice(seeds), HOSTILE)
        cases.append(("in.html", data, [("--verify", "--quiet", "--from=html", "--limit=depth=50")[n % 4]]))
    check_all(folder, cases)


XML_PIECES = (b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"<w:tc>", b'<w:gridSpan w:val="99999999"/>', b'<w:gridSpan w:val="-1"/>', b"<w:vMerge/>",
              b'<w:gridBefore w:val="70000"/>', b"<w:p>", b"</w:p>", b"<w:r><w:t>x</w:t></w:r>", b'<w:fldChar w:fldCharType="begin"/>',
              b'<w:fldChar w:fldCharType="end"/>', b'<w:footnoteReference w:id="99"/>', b'<w:pStyle w:val="S"/>', b"&#0;", b"&x;",
              b'<w:numPr><w:ilvl w:val="99"/><w:numId w:val="5"/></w:numPr>', b"<w:sdt><w:sdtContent>", b"<mc:AlternateContent>", b"<w:ruby><w:rt>",
              b'<w:hyperlink r:id="nowhere">', b'<w:bookmarkStart w:id="1" w:name="b"/>', b"<w:del>", b"<w:txbxContent>", b"<w:sectPr>")


def repacked(package, change):
    """The package, its parts through `change(name, bytes)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return out.getvalue()


def moved_tags(chance, text):
    """XML that is well-formed no more, or is but in another order."""
    cut = text.split(b"<")
    for _ in range(chance.choice((1, 2, 5))):
        a, b = chance.randrange(1, len(cut)), chance.randrange(1, len(cut))
        cut[a], cut[b] = cut[b], cut[a]
    return b"<".join(cut)


def swapped_elements(chance, text):
    """Elements that are whole, moved: still well-formed."""
    root = tree.fromstring(text)
    for _ in range(chance.choice((1, 2, 4, 8))):
        every = list(root.iter())
        into, other = chance.choice(every), copy.deepcopy(chance.choice(every[1:] or every))
        into.insert(chance.randrange(len(into) + 1), other)
        if len(every) > 3 and len(into) > 1 and chance.randrange(2):
            into.remove(chance.choice(list(into)))
        if len(every) > 3000:
            break
    return tree.tostring(root, "utf-8")


@test
def changed_documents(folder):
    chance, seeds = random.Random("documents"), []
    for n in range(12):
        path = os.path.join(folder, "seed.docx")
        write_docx(path, n)
        with open(path, "rb") as file:
            seeds.append(file.read())
    for path in (p for p in glob.glob(tap.SHARED + "/corpora/**/*.docx", recursive=True) if os.path.getsize(p) < 20000):
        with open(path, "rb") as file:
            seeds.append(file.read())
    changes = (lambda text: swapped_elements(chance, text), lambda text: swapped_elements(chance, text),
               lambda text: moved_tags(chance, text), lambda text: changed(chance, text, XML_PIECES))
    cases = []
    for n in range(CHANGES):
        package = chance.choice(seeds)
        names = [name for name in zipfile.ZipFile(io.BytesIO(package)).namelist() if name.endswith((".xml", ".rels"))]
        victim = chance.choice(names + ["word/document.xml"] * len(names))
        how = chance.choice(changes)
        if n % 10 == 9:
            data = changed(chance, package, (b"PK\3\4", b"PK\1\2", b"PK\5\6", b"\0" * 30))
        elif n % 10 == 8:
            data = repacked(package, lambda name, text: None if name == victim else text)
        else:
            data = repacked(package, lambda name, text: how(text) if name == victim else text)
        cases.append(("in.docx", data, [("--verify", "--quiet", "--from=docx", "--limit=depth=40")[n % 4]]))
    check_all(folder, cases)


@test
def pages_and_documents_cut_off(folder):
    cases = []
    text = soup(7).encode() + page(8).encode()
    cases += [("in.html", text[:len(text) * n // 40], ["--quiet"]) for n in range(40)]
    path = os.path.join(folder, "whole.docx")
    write_docx(path, 5)
    with open(path, "rb") as file:
        package = file.read()
    cases += [("in.docx", package[:len(package) * n // 40], ["--quiet"]) for n in range(40)]
    with zipfile.ZipFile(path) as old:
        document = old.read("word/document.xml")
    for n in range(30):
        cut = document[:len(document) * n // 30]
        cases.append(("in.docx", repacked(package, lambda name, data: cut if name == "word/document.xml" else data), ["--quiet"]))
    check_all(folder, cases)


main()
