"""XML, read and written: white space, positions, refusals, foreign documents.

Reading is seen through the canonical XML that is written; python's own parser reads it again.
"""
import os
import random
import sys

# This file is called like the module that it needs.
sys.path = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]

import xml.etree.ElementTree as tree

from tap import main, retort, test

NS = 'xmlns="urn:retort:report:1"'
OPEN, CLOSE = f"<report {NS}>", "</report>"


def put(folder, data, name="in.xml"):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    return path


def convert(folder, data, *options, status=0, name="in.xml"):
    """Converts to canonical XML; returns its bytes and the messages."""
    out = os.path.join(folder, "out.xml")
    if os.path.exists(out):
        os.remove(out)
    code, _, messages = retort("convert", put(folder, data, name), "-o", out, *options)
    assert code == status, (code, messages, data[:200])
    if status:
        assert not os.path.exists(out), "a failed conversion left an output"
        return b"", messages
    with open(out, "rb") as file:
        return file.read(), messages


def body(folder, data, *options):
    """The written report without its frame."""
    written, _ = convert(folder, data, *options)
    text = written.decode()
    return text[text.index(">", text.index("<report")) + 1:text.rindex("</report>")].strip("\n")


def fails(folder, data, status, place, *words):
    """The conversion fails with one error at `place` that says these words."""
    _, messages = convert(folder, data, status=status)
    errors = [line for line in messages.splitlines() if ": error: " in line]
    assert len(errors) == 1, messages
    assert f"in.xml:{place}: error: " in errors[0], (place, messages)
    for word in words:
        assert word in errors[0], (word, messages)


# ---- The canonical form -------------------------------------------------------------------------

@test
def text_keeps_its_white_space(folder):
    inner = "  a \t b\n c <text marks=\"bold\"> d </text> "
    assert body(folder, f"{OPEN}<paragraph>{inner}</paragraph>{CLOSE}") == f"<paragraph>{inner}</paragraph>"


@test
def white_space_between_elements_says_nothing(folder):
    dense = f"{OPEN}<table><row><cell> x </cell><cell>a<paragraph>b</paragraph><rule/></cell></row></table>{CLOSE}"
    loose = (f"{OPEN}\n <table>\n\t<row>\r\n <cell> x </cell>\n <cell>a<paragraph>b</paragraph>\n <rule/>\n </cell>"
             f"\n</row> </table>\n{CLOSE}\n")
    assert body(folder, dense) == body(folder, loose)


@test
def carriage_returns_and_line_feeds_survive(folder):
    source = f'{OPEN}<paragraph style="a&#10;b&#9;c&#13;d">x&#13;y\r\nz</paragraph>{CLOSE}'
    written, _ = convert(folder, source)
    assert b'style="a&#10;b&#9;c&#13;d"' in written and b">x&#13;y\nz<" in written, written
    again, _ = convert(folder, written)
    assert again == written


@test
def markup_characters_survive(folder):
    source = f'{OPEN}<paragraph style="&lt;&quot;\'&amp;&gt;">a&lt;b&amp;]]&gt;<![CDATA[<c>&amp;]]></paragraph>{CLOSE}'
    written, _ = convert(folder, source)
    found = tree.fromstring(written).find("{urn:retort:report:1}paragraph")
    assert found.text == "a<b&]]><c>&amp;" and found.get("style") == "<\"'&>", written


@test
def bytes_survive(folder):
    for length in (0, 1, 2, 3, 100, 5000):
        data = bytes(random.Random(length).randrange(256) for _ in range(length))
        import base64
        coded = base64.b64encode(data).decode()
        split = "\n ".join(coded[i:i + 7] for i in range(0, len(coded), 7))
        source = f'{OPEN}<paragraph><image alt="a"><resource id="r">{split}</resource></image></paragraph>{CLOSE}'
        written, _ = convert(folder, source)
        assert tree.fromstring(written).find(".//{urn:retort:report:1}resource").text in (coded, coded or None)


@test
def broken_base64_is_refused_where_it_breaks(folder):
    source = f"{OPEN}\n<paragraph><image><resource>aGVs\nbG*v</resource></image></paragraph>{CLOSE}"
    fails(folder, source, 4, "3:3", "base64", "[xml-base64]")


@test
def unknown_names_are_unwrapped_and_counted(folder):
    source = (f'{OPEN}<paragraph>a<blink speed="9">b<text marks="bold">c</text></blink>d</paragraph>'
              f'<x:y xmlns:x="u"><paragraph>e</paragraph></x:y>{CLOSE}')
    losses = os.path.join(folder, "losses")
    written, _ = convert(folder, source, "--losses", losses)
    assert b"<paragraph>ab<text marks=\"bold\">c</text>d</paragraph>\n<paragraph>e</paragraph>" in written, written
    with open(losses, encoding="utf-8") as file:
        told = file.read()
    for what in ("unknown element blink", "unknown attribute speed", "unknown element x:y"):
        assert what in told, told


@test
def impossible_values_are_left_out_with_a_warning(folder):
    written, messages = convert(folder, f'{OPEN}<paragraph align="sideways">a</paragraph>{CLOSE}')
    assert b"align" not in written and "in.xml:1:37: warning: " in messages, messages
    assert "sideways" in messages and "justify" in messages and "[xml-value]" in messages, messages


@test
def another_version_is_refused(folder):
    fails(folder, f'<report {NS} version="2"/>', 3, "1:1", "version 2", "version 1")
    fails(folder, '<report xmlns="urn:retort:report:7"/>', 3, "1:1", "version 7", "version 1")


# ---- Refusals -----------------------------------------------------------------------------------

@test
def entities_are_refused(folder):
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    fails(folder, f'<!DOCTYPE r [<!ENTITY a0 "x">{bomb}]>\n<r>&a9;</r>', 4, "1:29", "entity a0", "remove")
    fails(folder, '<!DOCTYPE r [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><r/>', 4, "1:54", "entity p")
    fails(folder, '<!DOCTYPE r SYSTEM "r.dtd">\n<r>a&nbsp;b</r>', 4, "2:11", "entity nbsp")


@test
def a_doctype_without_entities_is_read(folder):
    written = body(folder, '<!DOCTYPE r PUBLIC "-//X" "http://x.invalid/r.dtd" [<!ELEMENT r ANY>'
                           '<!ATTLIST r a CDATA "no">]>\n<r>text</r>')
    assert "text" in written and "no" not in written, written


@test
def errors_say_where(folder):
    cases = [
        ("<a>\n  <b></c></a>", "2:6", "</b> is due"),
        ("<a>\n汉字 & b</a>", "2:5", "&amp;"),
        ("<a>\r\n<b>\r\n𠀀c</b>\r\n<d x=1/></a>", "4:6", "quotes"),
        ("<a>\n<b>汉字", "2:6", "cut off"),
        ("<a/>\n<b/>", "2:1", "one root element"),
        ('<a b="1" b="2"/>', "1:1", "twice"),
        ("<a><!-- x", "1:10", "-->"),
        ("<a><![CDATA[ x", "1:15", "]]>"),
        ("<a>]]></a>", "1:4", "]]&gt;"),
        (" <?xml version=\"1.0\"?><a/>", "1:7", "beginning"),
    ]
    for source, place, words in cases:
        fails(folder, source, 4, place, words, "[xml-malformed]")


@test
def positions_hold_where_windows_end(folder):
    for pad in range(65500, 65560, 7):
        fails(folder, "<a><!--" + "汉" * (pad // 3) + "x" * (pad % 3) + "--><b>字</b>\n字<c></d></a>", 4, "2:5", "</c> is due")
    fails(folder, "<a b='" + "汉" * 100000 + "'>\n<c d='&lt;' d=''/></a>", 4, "2:1", "twice")


@test
def limits_hold(folder):
    fails(folder, "<a>" * 100000, 5, "1:3001", "limit depth (1000)")
    many = " ".join(f'a{i}="1"' for i in range(80000))
    fails(folder, f"<r>\n<a {many}/></r>", 5, "2:1", "limit attributes (10000)")
    fails(folder, f"{OPEN}<paragraph {many}/>{CLOSE}", 5, "1:37", "limit attributes (10000)")
    _, messages = convert(folder, '<a b="' + "x" * 2000 + '"/>', "--limit", "attribute-length=1000", status=5)
    assert "limit attribute-length (1000)" in messages, messages
    _, messages = convert(folder, "<a><!--" + "x" * 2000 + "--></a>", "--limit", "attribute-length=1000",
                          "--limit", "cell-length=1000", status=5)
    assert "limit cell-length (1000)" in messages, messages


@test
def what_is_no_xml_is_refused(folder):
    for source in (b"", b"hello", b"<", b"<a", b"<a>\xff\xfe\xfd", b"<a>b\0c", b"<?xml version='1.0'?>", b"<a b",
                   b"<!DOCTYPE", b"<!DOCTYPE a [", b"<a>&", b"<a>&#", b"<a></a", b"<![CDATA[x]]>"):
        code, out, messages = retort("convert", "--from", "xml", "--to", "xml", put(folder, source), "-o", "-")
        assert code == 4 and not out.strip().endswith(b"</report>"), (source, code, messages)
        assert ": error: " in messages, (source, messages)


@test
def a_wrong_encoding_declaration_is_no_obstacle(folder):
    for name in ("UTF-16", "utf-8", "ISO-10646-UCS-2"):
        assert "汉字" in body(folder, f'<?xml version="1.0" encoding="{name}"?>\n<a>汉字</a>'), name
    latin = '<?xml version="1.0" encoding="iso-8859-1"?>\n<a>é</a>'.encode("latin-1")
    assert "é" in body(folder, latin)
    assert "汉字" in body(folder, '<?xml version="1.0" encoding="GB2312"?><a>汉字</a>'.encode("gb18030"))


@test
def mutations_never_crash(folder):
    chance = random.Random(7)
    good = (f'<?xml version="1.0"?><!-- c -->{OPEN}<meta name="title">T</meta><paragraph>a<text marks="bold">b</text>'
            f'<link href="x&amp;y">c</link></paragraph><table><caption>k</caption><row><cell colspan="2">1</cell></row>'
            f'</table><list ordered="true"><item>x<list><item>y</item></list></item></list>{CLOSE}').encode()
    other = (b'<!DOCTYPE c [<!ELEMENT c ANY>]><c v="1"><r a="1">x</r><r a="2"/><p>t <b>u<i x="y">v</i></b> w<br/></p>'
             b'<![CDATA[z]]><?pi q?></c>')
    pieces = [b"<", b">", b'"', b"&", b"&lt;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<!DOCTYPE x [",
              b"]>", b"\n", b"\r", b"\0", b"\xff", b"<a>", b"</a>", b"<!ENTITY a 'b'>", b"/>", b"="]
    for number in range(120):
        data = bytearray(chance.choice((good, other)))
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data) + 1)
            if chance.random() < 0.5:
                data[at:at] = chance.choice(pieces)
            else:
                del data[at:at + chance.randrange(1, 12)]
        code, _, messages = retort("convert", "--from", "xml", "--verify", put(folder, bytes(data)), "--to", "xml", "-o",
                                   os.path.join(folder, "m.xml"))
        assert code in (0, 4), (number, code, messages, bytes(data))
        assert code == 0 or ": error: " in messages, (number, messages)


# ---- Other XML ----------------------------------------------------------------------------------

@test
def repeated_records_are_a_table(folder):
    written = body(folder, '<books owner="Q"><book id="1"><author>A</author><author>B</author><price cur="X">1</price>'
                           '</book>\n<book id="2"><isbn>9</isbn><author>C</author></book></books>')
    assert "<heading>books</heading>" in written and "<term>owner</term>" in written, written
    rows = [line for line in written.splitlines() if line.startswith("<row")]
    cells = [[c.text or "" for c in tree.fromstring(row)] for row in rows]
    assert cells == [["id", "author", "author", "price", "price/@cur", "isbn"],
                     ["1", "A", "B", "1", "X", ""], ["2", "C", "", "", "", "9"]], cells


@test
def a_table_behind_a_section_has_its_own(folder):
    written = body(folder, '<r><title>T</title><x a="1"/><x a="2"/></r>')
    assert written.index("<heading>x</heading>") > written.index("<heading>title</heading>"), written
    assert "<heading>x</heading>\n<table>" in written and '<section level="2">\n<heading>x' in written, written


@test
def records_without_much_in_common_stay_apart(folder):
    written = body(folder, "<r>" + "".join(f'<x a{i}="v{i}"/>' for i in range(3000)) + "</r>")
    assert "<table>" not in written and written.count("<heading>x</heading>") == 3000
    assert "<term>a2999</term>" in written and "<definition>v2999</definition>" in written


@test
def mixed_content_keeps_its_order(folder):
    written = body(folder, '<doc><p>Hello <b>big <i x="1">old</i></b> <u> </u>world<br/>more '
                           '<t><c>1</c><c>2</c></t> tail</p><p>Z</p></doc>')
    assert ('<paragraph>Hello <text style="b">big </text><text style="b/i[@x=\'1\']">old</text> '
            '<text style="u"> </text>world</paragraph>') in written, written
    order = [written.index(word) for word in ("world", "<term>br</term>", "more", "<term>t</term>", "<term>c</term>", " tail", ">Z<")]
    assert order == sorted(order), written


@test
def nothing_of_a_foreign_document_is_dropped(folder):
    chance = random.Random(11)
    serial = 0

    def word():
        nonlocal serial
        serial += 1
        return f"w{serial}w"

    def grow(depth):
        name = chance.choice("abcd")
        attrs = "".join(f' {k}="{word()}"' for k in chance.sample("xyz", chance.randrange(3)))
        inner = ""
        for _ in range(chance.randrange(0, 6 if depth else 1)):
            kind = chance.randrange(4)
            inner += grow(depth - 1) if kind and depth else word() if chance.random() < 0.6 else " "
        return f"<{name}{attrs}>{inner}</{name}>"

    for _ in range(20):
        serial = 0
        source = f"<root>{grow(4)}{grow(4)}{grow(3)}</root>"
        written, _ = convert(folder, source)
        text = written.decode()
        last = 0
        for number in range(1, serial + 1):
            assert f"w{number}w" in text, (number, source, text)


@test
def comments_and_instructions_are_counted(folder):
    losses = os.path.join(folder, "losses")
    convert(folder, "<!-- a --><?b c?><r><!-- d -->e</r>", "--losses", losses)
    with open(losses, encoding="utf-8") as file:
        told = file.read()
    assert "comment" in told and "processing instruction" in told, told


@test
def xml_is_known_and_html_is_not_xml(folder):
    for source, name in ((f"\n<!-- x -->{OPEN}{CLOSE}", "a.bin"), ("<?xml version='1.0'?>\n<r/>", "a"), ("<r>a</r>", "b.dat")):
        code, _, messages = retort("convert", put(folder, source, name), "--to", "xml", "-o", "-")
        assert code == 0, (source, messages)
    for source in ("<!DOCTYPE html><html><body>x</body></html>", "<?xml version='1.0'?><!DOCTYPE HTML PUBLIC 'x'><html/>"):
        _, out, messages = retort("convert", put(folder, source, "page"), "--to", "xml", "-o", "-")
        assert b"<heading>html" not in out, (source, messages)


@test
def a_million_cells_stream(folder):
    path = os.path.join(folder, "big.xml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<report {NS} version="1">\n<table>\n')
        for i in range(150000):
            file.write("<row>" + "".join(f"<cell>{i * 7 + c}</cell>" for c in range(7)) + "</row>\n")
        file.write("</table>\n</report>\n")
    out = os.path.join(folder, "out.xml")
    code, _, messages = retort("convert", path, "-o", out, "--limit", "memory=4M", timeout=300)
    assert code == 0, messages
    with open(path, "rb") as a, open(out, "rb") as b:
        assert a.read() == b.read()


main()
