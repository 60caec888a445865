"""The HTML that is written: exact elements for each row of docs/html.md, nothing that runs, and pages that
an independent reader, python3-html5lib, parses without error into the same text and grids.
"""
import os
import sys

# Files here are called like modules that html5lib needs.
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path = [p for p in sys.path if os.path.realpath(p or ".") != HERE] + [os.path.join(HERE, "..", "roundtrip")]

import collections
import json
import re

import html5lib

from html_oracle import Page
from json_view import View
from tap import BUILD, main, retort, test


PLUGIN = ["--plugin", os.path.join(BUILD, "tests/conformance/random.rt.so")]
SEEDS = 120
# Characters that HTML calls an error and every parser keeps.
HARMLESS = {"invalid-codepoint", "illegal-codepoint-for-numeric-entity"}
PLAIN = ("kinds=section,heading,paragraph,text,link,list,item,definitions,term,definition,table,row,cell,column,"
         "caption,figure,quote,code-block,text-box,rule,line-break,tab,ruby attributes=marks,font,size,colour,"
         "background,href,title,reading,language,direction,id,colspan,rowspan,header,part,align,valign,value-type,"
         "value,numbering,ordered,start,counter,label,width,height,code-language,cite")


def write(folder, report, *options, status=0):
    """The page of a report in JSON, and messages."""
    source, page = os.path.join(folder, "in.json"), os.path.join(folder, "out.html")
    with open(source, "w", encoding="utf-8") as file:
        json.dump({"retort": 1, **report}, file)
    code, _, said = retort("convert", source, "-o", page, *options)
    assert code == status, (code, said)
    with open(page, encoding="utf-8", newline="") as file:
        return file.read(), said


def body(page):
    return page[page.index("<body>\n") + 7:page.index("\n</body>")]


def head(page):
    return page[page.index('scale=1">\n') + 10:page.index("<style>")]


def blocks(folder, *nodes, **more):
    page, said = write(folder, {"blocks": list(nodes), **more})
    check(page)
    return body(page), said


def paragraph(*content, **more):
    return {"type": "paragraph", "content": list(content), **more}


def run(text, **more):
    return {"type": "text", "text": text, **more}


def line(folder, *content, **more):
    """What a paragraph holds."""
    found = blocks(folder, paragraph(*content), **more)[0]
    assert found.startswith("<p>"), found
    return found[3:found.index("</p>")]


def same(found, expected):
    assert found == expected, f"\nfound    {found}\nexpected {expected}"


def check(page):
    """Well-formed for an HTML5 parser; ids are names; nothing runs."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page)
    wrong = [error for error in parser.errors if error[1] not in HARMLESS]
    assert not wrong, wrong[:3]
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    ids = collections.Counter(e.get("id") for e in elements if e.get("id") is not None)
    assert all(count == 1 and name and not re.search(r"\s", name) for name, count in ids.items()), ids
    for element in elements:
        assert element.tag not in ("script", "iframe", "object", "embed", "svg", "form", "base"), element.tag
        for name, value in element.attrib.items():
            name = "".join(name) if isinstance(name, tuple) else name
            assert not name.startswith("on"), name
            if name in ("href", "src", "action"):
                scheme = re.sub(r"[\x00-\x20]", "", value).lower()
                assert not scheme.startswith(("javascript:", "vbscript:", "data:text")), value
    for link in tree.iter("a"):
        assert not [e for e in link.iter() if e is not link and e.tag in ("a", "input", "button")]
    for holder in tree.iter("p"):
        assert not [e for e in holder.iter() if e is not holder and e.tag in ("p", "div", "ul", "table", "section")]
    return tree


# ---- Head ------------------------------------------------------------------------------------

@test
def the_only_title_is_the_page_s(folder):
    page, _ = write(folder, {"language": "en", "direction": "ltr", "meta": [{"name": "title", "value": "A <b> & c"}]})
    assert page.startswith('<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'), page[:200]
    same(head(page), "<title>A &lt;b&gt; &amp; c</title>\n")


@test
def other_titles_and_names_are_meta(folder):
    page, _ = write(folder, {"meta": [
        {"name": "title", "value": "A", "language": "en"}, {"name": "title", "value": "B"},
        {"name": "issued", "value": "2024"}, {"name": "document-number", "value": 'x"y'}, {"name": "author", "value": "z"},
        {"name": "DC.x", "value": "1"}, {"value": "none"}, {"name": "", "value": "empty"}]})
    same(head(page), '<meta name="dcterms.title" lang="en" content="A">\n<meta name="dcterms.title" content="B">\n'
         '<meta name="dcterms.issued" content="2024">\n<meta name="document-number" content="x&quot;y">\n'
         '<meta name="dcterms.author" content="z">\n<meta name="dcterms.DC.x" content="1">\n'
         '<meta name="" content="none">\n<meta name="dcterms." content="empty">\n<title>A</title>\n')
    page, _ = write(folder, {"meta": [{"name": "title", "value": " two  spaces"}]})
    same(head(page), '<meta name="dcterms.title" content=" two  spaces">\n<title>two spaces</title>\n')


@test
def the_title_is_shown_once(folder):
    meta = [{"name": "title", "value": "The title & more"}]
    shown = '<header><h1 class="title">The title &amp; more</h1></header>\n'

    def page(*nodes):
        return blocks(folder, *nodes, meta=meta)[0]

    def section(*content):
        return {"type": "section", "level": 1, "heading": {"content": list(content)}, "blocks": [paragraph("x")]}

    rest = "\n<p>x</p>\n</section>"
    same(page(section("The title & more")), "<section>\n<h1>The title &amp; more</h1>" + rest)
    same(page(section("The ", run("title", marks=["bold"]), " & more")), "<section>\n<h1>The <b>title</b> &amp; more</h1>" + rest)
    same(page(section("The title")), shown + "<section>\n<h1>The title</h1>" + rest)
    same(page(section("The title & more!")), shown + "<section>\n<h1>The title &amp; more!</h1>" + rest)
    same(page(section("The", {"type": "line-break"}, "title")), shown + "<section>\n<h1>The<br>title</h1>" + rest)
    same(page(paragraph("The title & more")), shown + "<p>The title &amp; more</p>")
    page(section("The ", {"type": "link", "href": "x" * 40000, "content": ["title & more"]}))
    page(section("The ", *[run("title", title="&" * 3000)] * 9))
    for size in (100, 300, 400, 500, 700, 1000, 2000):  # white space that grows
        numbered = {**section("The title & more"), "number": "a  " * size}
        assert shown not in page(numbered) or size > 300  # the buffer was full: shown, and read as the same
        long = [{"name": "title", "value": " x" * (size // 2)}]
        found, _ = blocks(folder, section("x", *["  x"] * (size // 2)), meta=long)
        assert found.count("<h1") == 2 and '<h1 class="title">x x' in found


# ---- Blocks -----------------------------------------------------------------------------------

@test
def sections_and_headings(folder):
    deep = {"type": "section", "level": 8, "heading": {"content": ["Deep"], "align": "center"}, "blocks": []}
    found, _ = blocks(folder, {"type": "section", "id": "s 1", "level": 2, "number": "1.2", "heading": {
        "content": [" A"], "number": "x"}, "blocks": [deep]})
    same(found, '<section id="s_x0020_1">\n<h2><span class="section-number">1.2</span> <span class="heading-number">x</span> '
         '<span style="white-space:pre-wrap"> </span>A</h2>\n<section>\n'
         '<h6 aria-level="8" style="text-align:center">Deep</h6>\n</section>\n</section>')
    found, _ = blocks(folder, {"type": "quote", "blocks": [
        {"type": "heading", "level": 3, "content": ["a"]}, {"type": "heading", "content": ["b"]}]})
    same(found, '<blockquote>\n<h3>a</h3>\n<div role="heading">b</div>\n</blockquote>')


@test
def paragraphs(folder):
    found, _ = blocks(folder, paragraph("a", align="decimal", indent="10.5pt", **{"first-line": "-5%", "background": "#102030"}),
                      paragraph("b", language="fr", direction="rtl", id="p"))
    same(found, "<p style=\"text-align:end;text-align:'.';margin-inline-start:10.5pt;text-indent:-5%;"
         'background-color:#102030" class="on-dark">a</p>\n<p id="p" lang="fr" dir="rtl">b</p>')


@test
def lists(folder):
    def items(*more, **of_list):
        return blocks(folder, {"type": "list", "items": [*more], **of_list})[0]

    same(items("a", {"content": ["b"], "counter": 7}, {"content": ["c"], "label": "(1)'\\\""}, ordered=True, start=-3,
               numbering="lower-roman"),
         '<ol start="-3" style="list-style-type:lower-roman">\n<li>a</li>\n<li value="7">b</li>\n'
         "<li style=\"list-style-type:'(1)\\27 \\5c &quot; '\">c</li>\n</ol>")
    same(items("a", {"content": ["b"], "counter": 7}, numbering="circled", start=2),
         '<ul style="list-style-type:circled;counter-reset:list-item 1">\n<li>a</li>\n<li style="counter-set:list-item 7">b</li>\n</ul>')
    same(items({"content": ["a "], "checked": "yes", "blocks": [{"type": "list", "items": [{"checked": "no", "content": ["b"]}]}]}),
         '<ul>\n<li class="task-list-item"><input type="checkbox" checked disabled>a<span style="white-space:pre-wrap"> </span>'
         '\n<ul>\n<li class="task-list-item"><input type="checkbox" disabled>b</li>\n</ul></li>\n</ul>')


@test
def every_numbering_has_a_name(folder):
    names = {"decimal": "decimal", "decimal-zero": "decimal-leading-zero", "lower-alpha": "lower-alpha", "upper-alpha": "upper-alpha",
             "lower-roman": "lower-roman", "upper-roman": "upper-roman", "cjk": "simp-chinese-informal",
             "cjk-parenthesized": "cjk-parenthesized", "circled": "circled", "disc": "disc", "circle": "circle", "square": "square",
             "none": "none", "cjk-heavenly-stem": "cjk-heavenly-stem", "cjk-earthly-branch": "cjk-earthly-branch"}
    for numbering, css in names.items():
        page, said = write(folder, {"blocks": [{"type": "list", "ordered": True, "numbering": numbering, "items": ["x"]}]})
        assert f'<ol style="list-style-type:{css}">' in page and "loss" not in said, (css, said)
    for own in ("cjk-parenthesized", "circled"):
        assert "@counter-style " + own + "{" in page


@test
def other_blocks(folder):
    found, _ = blocks(
        folder, {"type": "definitions", "items": [{"type": "term", "content": ["t"]}, {"type": "definition", "content": ["d"]}]},
        {"type": "quote", "cite": "http://x/?a&b", "blocks": [paragraph("q")]},
        {"type": "text-box", "blocks": [paragraph("x")]}, {"type": "rule"}, {"type": "page-break"},
        {"type": "figure", "caption": {"content": ["c"]}, "blocks": [paragraph("f")]},
        {"type": "start", "id": "here", "role": "bookmark"})
    same(found, '<dl>\n<dt>t</dt>\n<dd>d</dd>\n</dl>\n<blockquote cite="http://x/?a&amp;b">\n<p>q</p>\n</blockquote>\n'
         '<aside>\n<p>x</p>\n</aside>\n<hr>\n<div style="break-after:page"></div>\n'
         '<figure>\n<figcaption>c</figcaption>\n<p>f</p>\n</figure><span id="here"></span>')


@test
def code_keeps_its_white_space(folder):
    found, _ = blocks(folder, {"type": "code-block", "code-language": "c 11", "content": ["\n\r\n a  b\t<c>\r", run("\nd ", marks=["bold"])]})
    same(found, '<pre><code class="language-c_x0020_11">\n\n a  b\t&lt;c&gt;\n<b>\nd </b></code></pre>')


# ---- Tables ------------------------------------------------------------------------------------

@test
def tables(folder):
    table = {"type": "table", "id": "t", "title": "T", "alt": "A", "width": "50%", "align": "center", "background": "#ffffee",
             "caption": {"content": ["Cap"]}, "columns": [{"width": "30pt"}, {"align": "right"}],
             "rows": [{"part": "head", "height": "12pt", "valign": "top", "background": "#eeeeee", "cells": [
                          {"header": "col", "content": ["a"]}, {"header": "yes", "colspan": 2, "content": ["b"]}]},
                      {"cells": [{"rowspan": 2, "header": "rowgroup", "content": ["c"]}, {"align": "left", "valign": "bottom", "content": ["d"]}]},
                      {"cells": [{"value-type": "integer", "value": "1204", "content": ["1,204"]}]},
                      {"part": "foot", "cells": ["f"]}]}
    found, _ = blocks(folder, table)
    same(found, '<div class="wide">\n<table id="t" title="T" aria-label="A" style="width:50%;margin-inline:auto;background-color:#ffffee" '
         'class="on-light">\n<caption>Cap</caption>\n<colgroup><col style="width:30pt"><col style="text-align:right"></colgroup>\n<thead>\n'
         '<tr style="height:12pt;vertical-align:top;background-color:#eeeeee" class="on-light"><th scope="col">a</th>'
         '<th colspan="2" class="to-right">b</th></tr>\n</thead>\n<tbody>\n<tr><th rowspan="2" scope="rowgroup">c</th>'
         '<td style="text-align:left;vertical-align:bottom">d</td></tr>\n'
         '<tr><td itemscope itemtype="https://schema.org/PropertyValue" class="to-right n"><meta itemprop="additionalType" content="integer">'
         '<meta itemprop="value" content="1204">1,204</td></tr>\n</tbody>\n<tfoot>\n<tr><td>f</td></tr>\n</tfoot>\n</table>\n</div>')


@test
def values_are_microdata(folder):
    cell = {"value-type": "money", "value": "1.50", "currency": "CNY", "path": "a.b", "unit": "元", "state": "zero", "blocks": [paragraph("1.5")]}
    found, _ = blocks(folder, {"type": "table", "rows": [[cell, {"value-type": "date", "value": "2024-01-30", "content": ["x"]}]]})
    scope = '<td itemscope itemtype="https://schema.org/PropertyValue"'
    same(re.search(r"<tr>(.*)</tr>", found, re.S)[1],
         scope + ' class="n"><meta itemprop="additionalType" content="money"><meta itemprop="value" content="1.50">'
         '<meta itemprop="currency" content="CNY"><meta itemprop="propertyID" content="a.b"><meta itemprop="unitText" content="元">'
         '<meta itemprop="status" content="zero">\n<p>1.5</p></td>' + scope +
         '><meta itemprop="additionalType" content="date"><meta itemprop="value" content="2024-01-30">x</td>')


@test
def only_outer_tables_scroll_and_columns_are_their_own(folder):
    inner = {"type": "table", "columns": [{"align": "center"}], "rows": [["x"]]}
    found, _ = blocks(folder, {"type": "table", "columns": [{}, {"align": "end"}], "rows": [[{"blocks": [inner]}, "y"]]})
    assert found.count('class="wide"') == 1, found
    assert '<td class="to-center">x</td>' in found and '<td class="to-end">y</td>' in found, found


# ---- Lines --------------------------------------------------------------------------------------

PRE, END = '<span style="white-space:pre-wrap">', "</span>"


@test
def white_space_is_kept(folder):
    bold = {"marks": ["bold"]}
    for content, expected in (
            (["a b"], "a b"), (["a  b"], f"a{PRE}  {END}b"), ([" a"], f"{PRE} {END}a"), (["a "], f"a{PRE} {END}"),
            (["a\tb"], f"a{PRE}\t{END}b"), (["a \tb"], f"a{PRE} \t{END}b"), (["a\nb\r\nc\rd"], "a<br>b<br>c<br>d"),
            (["a ", {"type": "line-break"}, " b"], f"a{PRE} {END}<br>{PRE} {END}b"),
            (["a ", run("b", **bold), " c"], "a <b>b</b> c"), ([run("a ", **bold), "b"], "<b>a </b>b"),
            ([run("a ", **bold), " b"], f"<b>a{PRE} {END}</b>{PRE} {END}b"), ([run("a ", **bold)], f"<b>a{PRE} {END}</b>"),
            ([run(" ", **bold), "b"], f"<b>{PRE} {END}</b>b"), (["a", run(" ", **bold), "b"], "a<b> </b>b"),
            (["a ", {"type": "image", "alt": ""}, " b"], 'a <img alt="" src="data:,"> b'),
            (["a ", {"type": "start", "id": "s"}], f'a{PRE} {END}<span id="s"></span>'),
            (["a ", {"type": "start", "id": "s"}, "b"], 'a <span id="s"></span>b'),
            (["a\u00a0 \u3000b"], "a\u00a0 \u3000b")):
        same(line(folder, *content), expected)


@test
def a_space_waits_however_long_the_tag_behind_it(folder):
    for size in (10, 2000, 5000, 40000):
        title = "t" * size
        found = line(folder, "a ", run("b", marks=["bold"], title=title), "  ", run("c ", title=title))
        same(found.replace(title, "T").replace(PRE, "|").replace(END, "|"),
             ("a " if size < 4000 else "a| |") + '<b title="T">b</b>|  |<span title="T">c| ||')
    for fill in range(32768 - 5200, 32768 + 200, 97):  # the end of the buffer in every place of the tag
        found = line(folder, "x" * fill, " ", run("b ", marks=["bold", "italic"], title="t" * 9), "c")
        same(found[fill:].replace(PRE, "").replace(END, ""), ' <b title="ttttttttt"><i>b </i></b>c')


@test
def runs(folder):
    for more, expected in (
            ({"marks": ["bold", "italic", "underline", "strike", "code", "highlight"]}, "<b><i><u><s><code><mark>x</mark></code></s></u></i></b>"),
            ({"marks": ["sub"]}, "<sub>x</sub>"), ({"marks": ["sup"], "id": "i", "title": "t"}, '<sup id="i" title="t">x</sup>'),
            ({"marks": ["small-caps"], "font": "A'b", "size": "9pt", "colour": "#000080"},
             "<span style=\"font-variant:small-caps;color:#000080;font-size:9pt;font-family:'A\\27 b'\" class=\"ink\">x</span>"),
            ({"change": "inserted", "change-date": "2024-01-30", "marks": ["bold"]}, '<ins datetime="2024-01-30"><b>x</b></ins>'),
            ({"change": "deleted"}, "<del>x</del>"), ({"language": "en", "direction": "rtl"}, '<span lang="en" dir="rtl">x</span>'),
            ({"background": "#ffffff", "colour": "#ffffff"}, '<span style="color:#ffffff;background-color:#ffffff" class="on-light">x</span>')):
        same(line(folder, run("x", **more)), expected)


@test
def inlines(folder):
    for node, expected in (
            ({"type": "link", "href": "http://x/?a=1&b", "title": "T", "content": ["l"]}, '<a href="http://x/?a=1&amp;b" title="T">l</a>'),
            ({"type": "link", "href": "#a b", "content": ["l"]}, '<a href="#a_x0020_b">l</a>'),
            ({"type": "link", "content": ["l"]}, '<a role="link" aria-disabled="true">l</a>'),
            ({"type": "ruby", "reading": "かん", "content": ["漢"]}, "<ruby>漢<rp>（</rp><rt>かん</rt><rp>）</rp></ruby>"),
            ({"type": "ruby", "content": ["漢"]}, "<ruby>漢</ruby>"),
            ({"type": "page-break"}, '<span style="break-after:page"></span>'),
            ({"type": "checkbox", "checked": "yes", "title": "T"}, '<input type="checkbox" checked disabled title="T">'),
            ({"type": "checkbox", "checked": "no"}, '<input type="checkbox" disabled>'),
            ({"type": "checkbox", "checked": "mixed"}, '<span role="checkbox" aria-disabled="true" aria-checked="mixed">▣</span>'),
            ({"type": "checkbox"}, '<span role="checkbox" aria-disabled="true">☐</span>'),
            ({"type": "drop-down", "value": "b", "choices": ["a", {"content": "b", "value": "2"}, "b", " c"]},
             '<select disabled><option>a</option><option value="2" selected>b</option><option>b</option>'
             '<option label=" c"> c</option></select>'),
            ({"type": "drop-down", "value": "z", "choices": ["a"]},
             "<select disabled><option>a</option><option selected hidden>z</option></select>"),
            ({"type": "drop-down", "choices": ["a"]},
             "<select disabled><option selected disabled hidden></option><option>a</option></select>")):
        same(line(folder, node), expected)
    same(line(folder, {"type": "link", "href": "x", "content": [{"type": "checkbox", "checked": "no"}, {"type": "note-reference", "ref": "n"}]},
              notes=[{"id": "n", "blocks": [paragraph("y")]}]),
         '<a href="x"><span role="checkbox" aria-disabled="true" aria-checked="false">☐</span>'
         '<span role="doc-noteref" aria-details="n"><sup id="_x_r1">1</sup></span></a>')


@test
def images(folder):
    resource = {"id": "r", "media-type": "image/svg+xml;charset=utf-8", "name": "a b.svg", "bytes": "PHN2Zy8+"}
    data = "data:image/svg+xml;charset=utf-8;name=a%20b.svg;base64,PHN2Zy8+"
    for node, expected in (
            ({"alt": "A", "title": "T", "width": "10pt", "height": "50%", "data": resource},
             f'<img alt="A" style="width:10pt;height:50%" title="T" src="{data}">'),
            ({"source": "http://x/y.png"}, '<img src="http://x/y.png">'), ({}, '<img src="data:,">'),
            ({"source": "s.png", "data": {"bytes": "AA=="}},
             '<img src="data:;base64,AA==" itemscope itemtype="https://schema.org/ImageObject" itemid="s.png">'),
            ({"data": {"bytes": "", "media-type": "", "name": ""}}, '<img src="data:;;name=;base64,">'),
            ({"data": {"bytes": "", "media-type": 'x" onload=y;name=z'}}, '<img src="data:x%22%20onload%3Dy%3Bname%3Dz;base64,">')):
        same(line(folder, {"type": "image", **node}), expected)
    found, said = blocks(folder, paragraph({"type": "image", "data": resource}, {"type": "image", "resource": "r", "alt": "again"}))
    same(found, f'<p><img src="{data}"><img alt="again" src="{data}"></p>')
    assert "content" not in said, said


@test
def notes_and_links_back(folder):
    page, _ = write(folder, {
        "blocks": [paragraph("a", {"type": "note-reference", "ref": "n2", "id": "own"}, " b", {"type": "note-reference", "ref": "n1", "label": "*"},
                             {"type": "note-reference", "ref": "n2"})],
        "notes": [{"id": "n2", "role": "footnote", "blocks": [paragraph("two")]},
                  {"id": "n1", "role": "endnote", "label": "*", "blocks": [paragraph("one")]}, {"blocks": [paragraph("none")]}]})
    check(page)
    same(body(page), '<p>a<a id="own" role="doc-noteref" href="#n2"><sup id="_x_r1">1</sup></a> b'
         '<a role="doc-noteref" href="#n1" aria-label="*"><sup id="_x_r2">*</sup></a>'
         '<a role="doc-noteref" href="#n2"><sup>1</sup></a></p>\n<section role="doc-endnotes">\n<ol>\n'
         '<li id="n2" role="doc-footnote">\n<p>two</p>\n<a role="doc-backlink" href="#_x_r1">↩</a></li>\n'
         "<li id=\"n1\" role=\"doc-endnote\" style=\"list-style-type:'* '\">\n<p>one</p>\n"
         '<a role="doc-backlink" href="#_x_r2">↩</a></li>\n<li>\n<p>none</p></li>\n</ol>\n</section>')


@test
def facts_are_seen(folder):
    page, _ = write(folder, {"facts": [{"path": "a.b", "value": "1", "unit": "km", "value-type": "integer", "ref": "t"}]})
    check(page)
    same(body(page), '<section class="facts">\n<p><data value="1" itemscope itemtype="https://schema.org/PropertyValue">'
         '<meta itemprop="additionalType" content="integer"><meta itemprop="value" content="1"><meta itemprop="propertyID" content="a.b">'
         '<meta itemprop="unitText" content="km"><link itemprop="about" href="#t">a.b: 1 km</data></p>\n</section>')


# ---- Formulas ------------------------------------------------------------------------------------

def formula(folder, source, **more):
    return line(folder, {"type": "math", "content": source, **more})


@test
def mathml_that_is_safe_stands_as_it_is(folder):
    for source in ("<math><mi>x</mi></math>", '<math xmlns="http://www.w3.org/1998/Math/MathML"><mspace width="1em"/><mo>&lt;</mo></math>',
                   "<math><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable></math>", "<math/>"):
        same(formula(folder, source, notation="mathml", display="block", alt='"'),
             '<math display="block" alttext="&quot;"' + source[5:])


@test
def what_is_not_is_shown_without_its_danger_and_kept(folder):
    for source, shown in (
            ("<math><mi onclick='x()'>x</mi></math>", "<mrow><mi>x</mi></mrow>"),
            ('<math><mi href="javascript:x()" style="color:red">x</mi></math>', "<mrow><mi>x</mi></mrow>"),
            ("<math><mi></mi><mo>&#x2211;</mo></math>", "<mrow><mi/><mo>∑</mo></mrow>"),
            ('<math><semantics><mtext>a</mtext><annotation encoding="text/plain">a</annotation></semantics></math>',
             '<mrow><semantics><mtext>a</mtext><annotation encoding="text/plain">a</annotation></semantics></mrow>'),
            ("<math><script>x()</script></math>", None), ("<math><mtext><img src=x onerror=y></mtext></math>", None),
            ('<math><annotation-xml encoding="text/html"><p>x</p></annotation-xml></math>', None),
            ("<math><mi>x</math>", None), ("</math><script>", None), ("<math><mi>&nbsp;</mi></math>", None), ("", None),
            ("<math></math><math></math>", None), ("<mi>x</mi>", None), ("<math><!-- --></math>", None)):
        escaped = source.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        shown = shown or f"<mtext>{escaped}</mtext>"
        same(formula(folder, source, notation="mathml"),
             f'<math><semantics>{shown}<annotation encoding="application/mathml+xml">{escaped}</annotation></semantics></math>')


@test
def other_notations_are_annotations(folder):
    for notation, encoding in (("latex", ' encoding="application/x-tex"'), ("text", ' encoding="text/plain"'), (None, "")):
        same(formula(folder, "\\frac{a}{b} <x>", **({"notation": notation} if notation else {})),
             "<math><semantics><mtext>\\frac{a}{b} &lt;x&gt;</mtext>"
             f"<annotation{encoding}>\\frac{{a}}{{b}} &lt;x&gt;</annotation></semantics></math>")


# ---- Safety --------------------------------------------------------------------------------------

@test
def addresses_that_run_are_no_links(folder):
    for address in ("javascript:alert(1)", " JavaScript:x", "java\nscript:x", "\x0bvbscript:x".replace("\x0b", " "), "data:text/html,<script>", "DATA:,"):
        found, said = blocks(folder, paragraph({"type": "link", "href": address, "content": ["text"]}))
        assert found.startswith('<p><a role="link" aria-disabled="true" title="') and ">text</a>" in found, found
        assert "href" not in found and "content" in said, (found, said)
        found, said = blocks(folder, paragraph({"type": "image", "source": address}))
        assert 'src="data:,"' in found and "content" in said, (found, said)
    for address in ("x:javascript:", "./javascript:x", "mailto:a@b", "#javascript:x", "?data:", "javascript"):
        found, said = blocks(folder, paragraph({"type": "link", "href": address, "content": ["text"]}))
        assert 'href="' + address in found and "content" not in said, (found, said)
    assert line(folder, {"type": "image", "source": "data:image/png,x"}) == '<img src="data:image/png,x">'


@test
def everything_is_escaped(folder):
    bad = "</style></script><script>x()</script>\"'&amp;<!--]]>"
    report = {"language": bad, "meta": [{"name": bad, "value": bad}, {"name": "title", "value": bad}], "blocks": [
        paragraph(bad, run(bad, font=bad, title=bad), {"type": "link", "href": bad, "title": bad, "content": [bad]}, id=bad, language=bad),
        {"type": "code-block", "code-language": bad, "content": [bad]}, {"type": "list", "items": [{"label": bad, "content": [bad]}]},
        paragraph({"type": "image", "alt": bad, "source": bad, "data": {"media-type": bad, "name": bad, "bytes": "AA=="}}),
        paragraph({"type": "ruby", "reading": bad, "content": [bad]}, {"type": "drop-down", "value": bad, "choices": [bad]},
                  {"type": "math", "notation": "mathml", "content": bad, "alt": bad}),
        {"type": "table", "title": bad, "alt": bad, "rows": [[{"value": bad, "currency": bad, "path": bad, "unit": bad, "content": [bad]}]]},
        {"type": "quote", "cite": bad, "blocks": []}],
        "facts": [{"path": bad, "value": bad}], "notes": [{"id": bad + "n", "label": bad, "blocks": [paragraph(bad)]}]}
    page, _ = write(folder, report)
    tree = check(page)
    assert len(list(tree.iter("style"))) == 1
    assert bad in "".join(tree.find("body").itertext())


@test
def ids_are_unique_and_never_ours(folder):
    page, said = write(folder, {"blocks": [
        paragraph("a", id="x"), paragraph("b", id="x"), paragraph("c", {"type": "note-reference", "ref": "n"}, id="_x_r1"),
        paragraph("d", id="_x0020_"), paragraph("e", id=" "), paragraph("f", id="a\t\nb"), paragraph("g", id="_x00")],
        "notes": [{"id": "n", "blocks": [paragraph("y")]}]})
    check(page)
    assert "id" in said, said
    same(re.findall(r'<p id="([^"]*)"', page), ["x", "_x005F_x_r1", "_x005F_x0020_", "_x0020_", "a_x0009__x000A_b", "_x00"])


# ---- By chance ------------------------------------------------------------------------------------

def made(folder, words):
    """Documents, and the pages and JSON of all of them, by name."""
    given = []
    for seed in range(1, SEEDS + 1):
        given.append(os.path.join(folder, f"{seed:03}.random"))
        with open(given[-1], "w", encoding="utf-8") as file:
            file.write(f"seed={seed} size={(40, 120, 300, 700)[seed % 4]} {words}")
    for to in ("html", "json"):
        code, _, said = retort("convert", *PLUGIN, *given, "-o", folder, "--to", to, timeout=600)
        assert code == 0 and "error" not in said, said[-2000:]
    for path in given:
        with open(path[:-6] + "html", encoding="utf-8", newline="") as page, open(path[:-6] + "json", encoding="utf-8") as report:
            yield path, page.read(), json.load(report)


@test
def any_report_is_parsed_without_error(folder):
    for path, page, _ in made(folder, ""):
        try:
            check(page)
        except AssertionError as wrong:
            raise AssertionError(f"{os.path.basename(path)}: {wrong}") from None


@test
def another_reader_sees_the_same_text_and_grids(folder):
    grids = 0
    for path, page, report in made(folder, PLAIN):
        seen, meant = Page(page), View(report, cut=True)
        assert seen.text == meant.text, f"{os.path.basename(path)}\n{seen.text!r}\n{meant.text!r}"
        assert seen.grids == meant.grids, f"{os.path.basename(path)}\n{seen.grids}\n{meant.grids}"
        grids += len(seen.grids)
    assert grids > SEEDS / 2, grids


main()
