"""Bad input: each kind gets one message with its place, the right status, no output, no waste.

The files are made here; where a reader mends instead of refusing, that is stated as well.
"""
import os
import re
import subprocess

import tap
from guarded import ENV, guarded
from tap import RETORT, main, test

READ, MALFORMED, LIMIT = 3, 4, 5
SECONDS = 10
RESIDENT = 768 * 1024  # KiB, with the sanitizers' own share: bounded is what matters
MEGABYTE = 1_000_000
REPORT = '<report xmlns="urn:retort:report:1">'


def run(folder, *args, stdin=subprocess.DEVNULL):
    return guarded(folder, *args, seconds=SECONDS, resident=RESIDENT, stdin=stdin)


def put(folder, name, data):
    with open(os.path.join(folder, name), "wb") as file:
        for part in data if isinstance(data, (list, tuple)) else [data]:
            file.write(part.encode() if isinstance(part, str) else part)


def nothing_left(folder, before):
    left = set(os.listdir(folder)) - before - {".messages"}
    assert not left, left


def refused(folder, name, data, status, place, code, targets=("json", "xml", "csv"), args=()):
    """Every conversion fails with `status`; the first error has this place and code."""
    if data is not None:
        put(folder, name, data)
    before = set(os.listdir(folder))
    for to in targets:
        got, text = run(folder, "convert", name, "-o", "out." + to, *args)
        errors = [line for line in text.splitlines() if ": error: " in line]
        assert got == status, (name, to, got, text[:1000])
        assert len(errors) == 1, (name, to, text[:1000])
        begin = re.escape(f"{name}:{place}" if place else name)
        assert re.match(begin + r"(: [a-z]+ \d+)?: error: .{12,}\[" + code + r"\]$", errors[0]), (place, code, errors)
        assert len(errors[0]) < 1000, errors
        nothing_left(folder, before)
    if data is not None:
        os.remove(os.path.join(folder, name))


def mended(folder, name, data, place, code, kept):
    """The conversion succeeds, warns at `place`, and the output holds `kept`."""
    put(folder, name, data)
    got, text = run(folder, "convert", name, "-o", "out.json")
    assert got == 0, (name, got, text)
    assert re.search(re.escape(f"{name}:{place}") + r"(: [a-z]+ \d+)?: warning: .*\[" + code + r"\]", text), text
    with open(os.path.join(folder, "out.json"), encoding="utf-8") as file:
        written = file.read()
    assert kept in written, written
    os.remove(os.path.join(folder, "out.json"))


# ---- Nothing to read

@test
def empty_files(folder):
    for name in ("a.json", "a.xml", "a.csv", "a.tsv", "a.txt", "a"):
        refused(folder, name, "", READ, None, "input-empty")
    refused(folder, "a.json", "", MALFORMED, "1:1", "json-.*", args=["--from=json"])
    refused(folder, "a.xml", "", MALFORMED, "1:1", "xml-.*", args=["--from=xml"])


@test
def folders_and_missing_files(folder):
    for name in ("folder", "folder.json"):
        os.mkdir(os.path.join(folder, name))
        refused(folder, name, None, READ, None, "input-folder")
    refused(folder, "none.json", None, READ, None, "input-missing")
    refused(folder, "folder/none.csv", None, READ, None, "input-missing")


@test
def what_is_not_text(folder):
    for name in ("a.csv", "a.txt", "a.json", "a.xml"):
        refused(folder, name, b"\0" * 5000, READ, None, "input-format")
    noise = bytes((i * 7919 + i // 256 * 31) & 0xFF for i in range(5000))
    refused(folder, "a.bin", noise, READ, None, "input-format")


# ---- JSON

@test
def commas_that_stray(folder):
    refused(folder, "a.json", '{"retort":1,\n "blocks":[\n {"type":"rule"},]}', MALFORMED, "3:17", "json-syntax")
    refused(folder, "a.json", '{"retort":1,\n "blocks":[\n{"type":"rule"},,\n]}', MALFORMED, "3:17", "json-syntax")
    refused(folder, "a.json", '[\n[1,2],\n["0123456789","x",,3]]', MALFORMED, "3:19", "json-syntax")
    refused(folder, "a.json", '{"a":1,\n"b":2,\n"cccc":3,"d":4,,"e":5}', MALFORMED, "3:16", "json-syntax")
    refused(folder, "a.json", '["é，字",\n"字字",\n"字字字字字字", "字字",]', MALFORMED, "3:15", "json-syntax")


@test
def halves_of_characters(folder):
    begin = '{"retort":1,"blocks":[{"type":"paragraph","content":["'
    for half in ("\\ud800", "\\udc00", "\\udbff", "\\udfff", "\\ud83dx", "\\ud83d\\n", "\\ud83d\\ud83d"):
        refused(folder, "a.json", begin + "a" + half + '"]}]}', MALFORMED, f"1:{len(begin) + 2}", "json-surrogate")
    refused(folder, "a.json", '{"a":1,"b\\ud800":2}', MALFORMED, "1:10", "json-surrogate")


@test
def names_that_stand_twice(folder):
    refused(folder, "a.json", '{"retort":1,"blocks":[],\n "blocks":[]}', MALFORMED, "2:2", "json-duplicate")
    refused(folder, "a.json", '{"retort":1,"blocks":[\n{"type":"rule","type":"rule"}]}', MALFORMED, "2:16", "json-duplicate")
    refused(folder, "a.json", '{"a":1,\n"b":2,"\\u0061":3}', MALFORMED, "2:7", "json-duplicate")
    refused(folder, "a.json", '[{"x":1},\n{"x":1,"x":2}]', MALFORMED, "2:8", "json-duplicate")


@test
def json_that_ends_early_or_late(folder):
    refused(folder, "a.json", '{"a":"x', MALFORMED, "1:8", "json-truncated")
    refused(folder, "a.json", '{"a":"x\n"}', MALFORMED, "1:8", "json-control")
    refused(folder, "a.json", '["a","b\\', MALFORMED, "1:9", "json-truncated")
    refused(folder, "a.json", '["a",', MALFORMED, "1:6", "json-truncated")
    refused(folder, "a.json", '{"retort":1,"blocks":[{"type":"rule"}', MALFORMED, "1:38", "json-truncated")
    refused(folder, "a.json", '["a"]]', MALFORMED, "1:6", "json-.*")


# ---- Depth, width, length

@test
def depth_100000(folder):
    n = 100_000
    refused(folder, "a.json", "[" * n + "]" * n, LIMIT, "1:2017", "json-depth")
    refused(folder, "a.json", "[" * n, LIMIT, "1:2017", "json-depth")
    refused(folder, "a.json", '{"a":' * n + "1" + "}" * n, LIMIT, "1:10081", "json-depth")
    quote = '{"type":"quote","blocks":['
    refused(folder, "a.json", '{"retort":1,"blocks":[' + quote * n + "]}" * n + "]}", LIMIT, "1:26205", "json-depth")
    refused(folder, "a.xml", "<a>" * n + "</a>" * n, LIMIT, "1:3001", "xml-limit")
    refused(folder, "a.xml", "<a>" * n, LIMIT, "1:3001", "xml-limit")
    refused(folder, "a.xml", REPORT + "<quote>" * n + "</quote>" * n + "</report>", LIMIT, "1:7030", "xml-limit")


@test
def depth_100000_where_it_is_allowed(folder):
    n = 100_000
    quote = '{"type":"quote","blocks":['
    put(folder, "a.json", '{"retort":1,"blocks":[' + quote * n + "]}" * n + "]}")
    put(folder, "b.json", "[" * n + "]" * n)
    put(folder, "c.xml", "<a>" * n + "</a>" * n)
    for name in ("a.json", "b.json", "c.xml"):
        for to in ("json", "xml", "csv"):
            got, text = run(folder, name, "out." + to, "--limit=depth=1M", "--verify")
            assert got == 0, (name, to, got, text[:500])


@test
def attributes_80000(folder):
    n = 80_000
    many = " ".join(f'a{i}="1"' for i in range(n))
    spaces = " ".join(f'xmlns:a{i}="u{i}"' for i in range(n))
    refused(folder, "a.xml", f"<r>\n <a {many}/></r>", LIMIT, "2:2", "xml-limit")
    refused(folder, "a.xml", f"{REPORT}\n<paragraph {many}/></report>", LIMIT, "2:1", "xml-limit")
    refused(folder, "a.xml", f"<r>\n <a {spaces}/></r>", LIMIT, "2:2", "xml-limit")
    refused(folder, "a.xml", f"<a {' '.join(spaces.split(' ')[:9000])}/>", LIMIT, "1:1", "xml-limit")
    many = ",".join(f'"a{i}":1' for i in range(n))
    refused(folder, "a.json", "{" + many + "}", LIMIT, "1:98892", "json-members")
    refused(folder, "a.json", '{"retort":1,"blocks":[{"type":"rule",' + many + "}]}", LIMIT, "1:98918", "json-members")


@test
def columns_a_million(folder):
    refused(folder, "a.csv", "," * 1_000_000 + "\n", LIMIT, "1", "limit")
    refused(folder, "a.tsv", "\t" * 1_000_000 + "x\n", LIMIT, "1", "limit")
    refused(folder, "a.json", "[[" + ",".join(["1"] * 1_000_000) + "]]", LIMIT, "1:32771", "limit")


@test
def cells_of_100_megabytes(folder):
    big, one = [b"x" * MEGABYTE] * 100, ("json",)
    refused(folder, "a.csv", ["a,b\n1,", *big, "\n"], LIMIT, "2", "csv-cell-too-long", one)
    refused(folder, "a.csv", ['a,b\n1,"', *big, '"\n'], LIMIT, "2:3", "csv-cell-too-long", one)
    refused(folder, "a.csv", ['a,b\n"a"b,c\n"', *[b"1,2\n" * 250_000] * 100], LIMIT, "3:1", "csv-cell-too-long", one)
    refused(folder, "a.json", ['[["a"],["', *big, '"]]'], LIMIT, "1:9", "limit", one)
    refused(folder, "a.json", ['{"', *big, '":1}'], LIMIT, r"1:16842753", "json-length", one)
    refused(folder, "a.txt", big, LIMIT, "1:1", "limit", one)
    cell = REPORT + "<table><row><cell>"
    refused(folder, "a.xml", [cell, *big, "</cell></row></table></report>"], LIMIT, "1:67108001", "xml-limit", one)
    refused(folder, "a.xml", ["<a><b>", *big, "</b></a>"], LIMIT, "1:67108001", "xml-limit", one)
    refused(folder, "a.xml", ["<a><!--", *big, "--></a>"], LIMIT, "1:67112001", "xml-limit", one)
    refused(folder, "a.xml", ["<a><![CDATA[", *big, "]]></a>"], LIMIT, "1:67112001", "xml-limit", one)
    refused(folder, "a.xml", ['<a b="', *big, '"/>'], LIMIT, "1:16780001", "xml-limit", one)
    refused(folder, "a.xml", ["<", *big, "/>"], LIMIT, "1:52001", "xml-limit", one)


# ---- XML

@test
def bombs(folder):
    words = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(10))
    refused(folder, "a.xml", f"<!DOCTYPE l [{words}]>\n<l>&k;</l>", MALFORMED, "1:30", "xml-entity")
    for declaration in ('<!ENTITY a "x">', '<!ENTITY % a "x"> %a;', '<!ENTITY a SYSTEM "file:///etc/passwd">',
                        '<!ENTITY % a SYSTEM "http://127.0.0.1:1/a.dtd">', '<!ENTITY a PUBLIC "x" "y" NDATA z>'):
        refused(folder, "a.xml", f'<?xml version="1.0"?>\n<!DOCTYPE l [{declaration}]>\n<l>&a;</l>', MALFORMED,
                f"2:{len('<!DOCTYPE l [') + len(declaration.split('>')[0]) + 1}", "xml-entity")
    refused(folder, "a.xml", "<l>\n&a;</l>", MALFORMED, "2:4", "xml-.*")
    put(folder, "a.xml", '<!DOCTYPE l SYSTEM "file:///etc/passwd">\n<l>x</l>')
    got, text = run(folder, "a.xml", "out.json")
    assert got == 0, text
    with open(os.path.join(folder, "out.json")) as file:
        assert "root" not in file.read()


@test
def xml_that_ends_early(folder):
    refused(folder, "a.xml", '<a b="x\n>', MALFORMED, "2:2", "xml-malformed")
    refused(folder, "a.xml", "<a>\n<b>", MALFORMED, "2:4", "xml-malformed")
    refused(folder, "a.xml", "<a><b></a></b>", MALFORMED, "1:7", "xml-malformed")
    refused(folder, "a.xml", "<a><![CDATA[x</a>", MALFORMED, "1:18", "xml-malformed")
    refused(folder, "a.xml", REPORT + "\n<paragraph>x", MALFORMED, "2:13", "xml-malformed")


# ---- Characters

@test
def nul_characters(folder):
    refused(folder, "a.json", '{"a":1,\0"b":2}', MALFORMED, "1:8", "json-syntax")
    refused(folder, "a.json", '{"a":"x\0y"}', MALFORMED, "1:8", "json-control")
    refused(folder, "a.xml", "<a>\nx\0y</a>", MALFORMED, "2:2", "xml-malformed")
    refused(folder, "a.xml", "<a>&#0;</a>", MALFORMED, "1:8", "xml-malformed")
    refused(folder, "a.csv", "a,b\n1\0,2\n", READ, None, "input-format")
    mended(folder, "a.json", '{"a":"x\\u0000y"}', "1:8", "json-character", "x\ufffdy")
    refused(folder, "a.csv", "a,b\n" + "1,2\n" * 4000 + "3\0,4\n", READ, None, "input-format")
    late = "a,b\n" + "1,2\n" * 40000
    put(folder, "a.csv", late + "3\0,4\n")
    got, text = run(folder, "a.csv", "out.json")
    assert got == 0 and "a.csv:40002: record 40002: warning" in text, (got, text)


@test
def bytes_that_are_no_utf8(folder):
    """Where most of a text is UTF-8, what is not is replaced and located; else it is a charset."""
    clean = "名称，数量\n" + "年度报告，十二\n" * 2000
    for name, place in (("a.csv", "2002:2"), ("a.txt", "2002:2")):
        mended(folder, name, clean.encode() + b"x\xffy\n", place, "charset-.*", "x\ufffdy")
    paragraph = ('{"type":"paragraph","content":["年度报告"]},\n' * 2000).encode()
    mended(folder, "a.json", b'{"retort":1,"blocks":[\n' + paragraph + b'{"type":"paragraph","content":["x\xffy"]}]}',
           "2002:34", "charset-.*", "x\ufffdy")
    # Overlong, surrogates, above U+10FFFF: none of them passes as the character it pretends to be.
    for bad in (b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xe4\xbd"):
        mended(folder, "a.txt", clean.encode() + b"x" + bad + b"y\n", "2002:2", "charset-.*", "x\ufffd")


# ---- CSV

@test
def quotes_that_never_close(folder):
    refused(folder, "a.csv", 'a,b\n1,"x\n2,y\n', MALFORMED, "2:3", "csv-unterminated-quote")
    refused(folder, "a.csv", '"', MALFORMED, "1:1", "csv-unterminated-quote", args=["--from=csv"])
    refused(folder, "a.csv", "a,b\n" + '"' * 3_000_001, MALFORMED, "2:1", "csv-unterminated-quote")
    refused(folder, "a.tsv", 'a\tb\n"x\t2\n', MALFORMED, "2:1", "csv-unterminated-quote")
    mended(folder, "a.csv", 'a,b\n"a"b,c\n1,2\n', "2:4", "csv-stray-quote", '"c"')


# ---- Pipes and several outputs

@test
def a_pipe_gets_the_same_word(folder):
    for name, data, status in (("json", '{"a":1,}', MALFORMED), ("xml", "<a>", MALFORMED), ("csv", '"x', MALFORMED),
                               ("json", "[" * 100_000, LIMIT)):
        put(folder, "in", data)
        with open(os.path.join(folder, "in"), "rb") as file:
            got, text = run(folder, "convert", "-", "--from", name, "-o", "out.json", "-o", "out.xml", stdin=file)
        assert got == status and text.count(": error: ") == 1, (name, got, text)
        assert re.match(r"-:1:\d+", text), text
        assert not os.path.exists(os.path.join(folder, "out.json")) and not os.path.exists(os.path.join(folder, "out.xml"))


@test
def what_is_there_stays_when_input_is_bad(folder):
    put(folder, "out.json", "old")
    put(folder, "a.csv", "a,b\n" + "1,2\n" * 200_000 + '"x\n')
    got, text = run(folder, "a.csv", "out.json")
    assert got == MALFORMED, (got, text)
    with open(os.path.join(folder, "out.json")) as file:
        assert file.read() == "old"
    assert not [name for name in os.listdir(folder) if name.startswith(".retort")]


@test
def messages_never_end_in_an_output(folder):
    """Without standard descriptors the next files would get their numbers."""
    put(folder, "a.csv", "a,b\n" + "1,2\n" * 60_000 + '"a"b,1\n')
    for closed in ("<&- >&- 2>&-", ">&- 2>&-", "<&- 2>&-", "2>&-", "<&- >&-"):
        done = subprocess.run(["sh", "-c", f'exec "$0" a.csv out.xml {closed}', RETORT], cwd=folder, env=ENV,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        with open(os.path.join(folder, "out.xml"), encoding="utf-8") as file:
            written = file.read()
        assert done.returncode == 0 and written.startswith("<?xml") and "warning" not in written, (closed, written[:200])


@test
def blank_cells_for_spans_are_bounded(folder):
    """A few bytes of spans must not fill a disk with blank cells."""
    rows = ",".join(['[{"colspan":16000,"rowspan":60000,"content":["x"]}]'] + ['["y"]'] * 3000)
    path = os.path.join(folder, "spans.json")
    with open(path, "w", encoding="ascii") as out:
        out.write('{"retort":1,"blocks":[{"type":"table","rows":[' + rows + "]}]}")
    status, _, told = tap.retort(path, os.path.join(folder, "spans.csv"), timeout=120)
    assert status == 5 and "filled-cells" in told, (status, told)
    assert not os.path.exists(os.path.join(folder, "spans.csv"))


main()
