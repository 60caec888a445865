"""What the reader makes of pages: each row of docs/html.md, and what the standard's tree construction does to them.

The cases stand in html_read.txt; of the report element they have the tag only where that says something. Trees at large
are compared with html5lib's in roundtrip/html_tree.py.
"""
import os
import re

from tap import main, retort, test



def convert(folder, pages, *options):
    """The body of the canonical XML of each page, and what was said."""
    paths, out = [], os.path.join(folder, "out")
    for number, page in enumerate(pages):
        paths.append(os.path.join(folder, f"{number}.html"))
        with open(paths[-1], "wb") as file:
            file.write(page if isinstance(page, bytes) else page.encode())
    os.makedirs(out)
    code, _, said = retort("convert", "--from=html", *options, *paths, "-o", out, "--to=xml")
    assert code == 0, said
    bodies = []
    for number in range(len(pages)):
        with open(os.path.join(out, f"{number}.xml"), encoding="utf-8", newline="") as file:
            text = file.read()
        text = text[text.index("<report"):].replace("</report>", "").replace(' xmlns="urn:retort:report:1" version="1"', "")
        bodies.append(re.sub(r"^<report/?>", "", text.strip()).strip())
    return bodies, said


def section_test(name, cases):
    def check(folder):
        wrong = []
        pages = [case.split("\n=>\n")[0] for case in cases]
        bodies, _ = convert(folder, pages, "--charset=utf-8")
        for case, got in zip(cases, bodies):
            page, meant = case.split("\n=>\n")
            if got != meant:
                wrong.append(f"{page}\nmeant:\n{meant}\ngot:\n{got}")
        assert not wrong, "\n\n".join(wrong)
    check.__name__ = name.replace(" ", "_")
    test(check)


with open(os.path.splitext(os.path.realpath(__file__))[0] + ".txt", encoding="utf-8") as fixture:
    CASES = fixture.read()
for part in re.split(r"^## ", CASES, flags=re.M)[1:]:
    section_test(part.split("\n")[0], [chunk for chunk in part.split("\n", 1)[1].strip().split("\n\n") if chunk])


# ---- What is said -------------------------------------------------------------------------------


@test
def what_is_left_out_is_counted(folder):
    page = '<p hidden>a<b hidden>b</b></p><p style="display:none">c</p><svg></svg><base href="http://x/"><iframe srcdoc="<p>"></iframe>d'
    _, said = convert(folder, [page])
    for words in ("2 × element that the page hides", "1 × drawing (svg)", "base address", "page in a frame (srcdoc)"):
        assert words in said, (words, said)
    assert said.count("[loss]") == 2, said


@test
def a_page_in_order_is_read_without_a_word(folder):
    page = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body><main><h1>a</h1><div><p>b</p>
<ul><li>c<ol><li>d</li></ol></li></ul><table><caption>e</caption><thead><tr><th>f</th></tr></thead><tbody><tr><td><p>g</p>
<ul><li>h</li></ul></td></tr></tbody><tfoot><tr><td>i</td></tr></tfoot></table><dl><dt>j</dt><dd><p>k</p></dd></dl>
<figure><img src="x" alt=""><figcaption>l</figcaption></figure></div><a href="#x"><h2>m</h2><p>n</p></a></main></body></html>"""
    _, said = convert(folder, [page])
    assert said == "", said


# ---- Charsets -----------------------------------------------------------------------------------


@test
def the_charset_that_a_page_declares(folder):
    word = "年度报告，中国"
    heads = ['<meta charset="gb2312">', "<META http-equiv='Content-Type' content='text/html; charset=GBK'>",
             "<!-- <meta charset=big5> --><meta name=a content=b><meta charset=gb18030>",
             '<?xml version="1.0" encoding="gb2312"?><html>', "<title><meta></title><meta content='x;charset =gbk;' http-equiv=content-type>"]
    pages = [head.encode() + b"<p>" + word.encode("gb18030") for head in heads]
    pages.append(b"<meta charset=utf-16><p>" + word.encode())
    pages.append(b"\xef\xbb\xbf<meta charset=gbk><p>" + word.encode())
    pages.append(b"<meta charset=shift_jis><p>" + "\u2460年".encode("cp932"))
    bodies, _ = convert(folder, pages)
    for head, got in zip(heads + ["utf-16", "bom"], bodies):
        assert f"<paragraph>{word}</paragraph>" in got, (head, got)
    assert "<paragraph>\u2460年</paragraph>" in bodies[-1], bodies[-1]


@test
def a_page_is_known_without_its_name(folder):
    pages = ["<!-- x --> <!DOCTYPE HTML><p>a", "<html><p>a", "<p>a</p>", "<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>",
             "\n<table><tr><td>a</table>"]
    others = {"<report xmlns='urn:retort:report:1'/>": "xml", "<rows><row/></rows>": "xml", "a,b\n1,2\n": "csv", '{"a": 1}': "json"}
    for number, (text, name) in enumerate([(p, "html") for p in pages] + list(others.items())):
        path = os.path.join(folder, f"{number}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        code, out, said = retort("inspect", path)
        assert code == 0 and name in out.decode().split("\n")[0] + out.decode(), (text, out, said)


# ---- Hostile pages --------------------------------------------------------------------------------


@test
def depth_is_bounded_and_told(folder):
    for tag in ("div", "b", "blockquote", "ul><li", "table><tr><td", "section", "svg", "math", "ruby", "template", "select", "figure", "dl><dt"):
        sub = os.path.join(folder, re.sub(r"\W", "-", tag))
        os.makedirs(sub)
        bodies, said = convert(sub, [f"<{tag}>" * 30000 + "x"])
        assert "x" in bodies[0] or tag in ("template", "select"), tag
        assert said.count("[html-depth]") <= 1, said[:2000]


@test
def spans_attributes_and_open_tags(folder):
    pages = ["<table>" + "<tr><td colspan=2147483647 rowspan=2147483647>x" * 3, "<p title='" + "a" * 1000000 + "'>x",
             "<p " + " ".join(f"a{n}" for n in range(50000)) + ">x", "".join(f"<p><b id=i{n}>x" for n in range(20000)),
             "<table>" + "x<b>" * 20000, "<a href=x><div>" * 20000, "<b><p></b>" * 20000 + "x"]
    bodies, _ = convert(folder, pages, "--quiet")
    assert bodies[0].count('colspan="1000"') == 3 and 'rowspan="3"' in bodies[0], bodies[0]
    assert all("x" in body for body in bodies)


main()
