"""CSV, read and written: exact cells, exact bytes, exact positions.

Reading is seen through the JSON of the model; python's csv module is the peer in both directions.
"""
import os
import sys

# This file is called like the module that it needs.
sys.path = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]

import csv
import io
import json
import random

from tap import main, retort, shared, test


def put(folder, data, name="in.csv"):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    return path


def run(folder, data, to, *options, status=0, name="in.csv"):
    """Converts data; returns output bytes and messages."""
    out = os.path.join(folder, "out." + to)
    if os.path.exists(out):
        os.remove(out)
    code, _, messages = retort("convert", put(folder, data, name), "-o", out, *options)
    assert code == status, (code, messages)
    if status:
        assert not os.path.exists(out), "a failed conversion left an output"
        return b"", messages
    with open(out, "rb") as file:
        return file.read(), messages


def text_of(content):
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(map(text_of, content))
    return text_of(content.get("content", content.get("text", "")))


def cells(row):
    return [text_of(c) for c in (row["cells"] if isinstance(row, dict) else row)]


def table(folder, data, *options, **more):
    """The model's rows as lists of texts, the parts of rows that have one, and messages."""
    out, messages = run(folder, data, "json", *options, **more)
    blocks = json.loads(out).get("blocks", [])
    assert [b["type"] for b in blocks] in ([], ["table"]), blocks
    found = blocks[0]["rows"] if blocks else []
    parts = {i: (r["part"], r.get("origin")) for i, r in enumerate(found) if isinstance(r, dict) and "part" in r}
    return [cells(r) for r in found], parts, messages


def rows(folder, data, *options, **more):
    return table(folder, data, *options, **more)[0]


def copy(folder, data, *options):
    return run(folder, data, "csv", *options)[0]


# ---- Reading ---------------------------------------------------------------------------------

@test
def quotes_hold_delimiters_line_ends_and_quotes(folder):
    data = 'a,"b,c","d ""e""","f\ng","h\r\ni"\r\n"",""\n'
    assert rows(folder, data) == [["a", "b,c", 'd "e"', "f\ng", "h\r\ni"], ["", ""]]


@test
def rows_keep_their_length_and_empty_lines_are_rows(folder):
    data = 'a,b\n\nc\n""\nd,e,f,\n\n\n,\nlast'
    assert rows(folder, data) == [["a", "b"], [], ["c"], [""], ["d", "e", "f", ""], [], [], ["", ""], ["last"]]


@test
def every_line_end_counts_once(folder):
    assert rows(folder, "a\nb\r\nc\rd\r\r\n\ne") == [["a"], ["b"], ["c"], ["d"], [], [], ["e"]]
    assert rows(folder, "a,b\r\n\r\nc,d\r\n") == [["a", "b"], [], ["c", "d"]]


@test
def white_space_is_part_of_cells(folder):
    assert rows(folder, " a ,\tb, \n  ,\u3000c\n", "-O", "delimiter=,") == [[" a ", "\tb", " "], ["  ", "\u3000c"]]


@test
def a_quote_inside_an_unquoted_cell_is_itself(folder):
    assert rows(folder, "5\" disk,37°36'37.8\"N\nx,y\"\n") == [["5\" disk", "37°36'37.8\"N"], ["x", "y\""]]


@test
def delimiters_are_found_and_told(folder):
    for mark, word in ((";", "semicolons"), ("\t", "tabs"), ("|", '"|"')):
        data = f'id{mark}name\n1{mark}"a{mark}b"\n2{mark}c, d\n'
        found, _, messages = table(folder, data)
        assert found == [["id", "name"], ["1", f"a{mark}b"], ["2", "c, d"]], found
        assert "info" in messages and word in messages and "[csv-delimiter]" in messages, messages
    found, _, messages = table(folder, "1,5;2,5\n3,5;4,5\n")
    assert found == [["1,5", "2,5"], ["3,5", "4,5"]], "decimal commas"
    found, _, messages = table(folder, "a;b,c,d\ne;f,g,h\n")
    assert found == [["a;b", "c", "d"], ["e;f", "g", "h"]] and "csv-delimiter" not in messages
    assert rows(folder, "only\none; column\nhere\n") == [["only"], ["one; column"], ["here"]]


@test
def delimiter_and_quote_can_be_named(folder):
    assert rows(folder, "a:b,c\n", "-O", "delimiter=colon") == [["a", "b,c"]]
    assert rows(folder, "a;b,c\n", "-O", "delimiter=;") == [["a", "b,c"]]
    assert rows(folder, "'a,b',\"c\n", "-O", "quote=single") == [["a,b", '"c']]
    assert rows(folder, '"a,b"\n', "-O", "quote=none") == [['"a', 'b"']]
    assert rows(folder, "a,b\tc\n", name="x.tsv") == [["a,b", "c"]]
    for wrong in ("delimiter=ab", "delimiter=，", "delimiter=", "quote=,", "delimiter=none"):
        code, _, messages = retort("convert", put(folder, "a,b\n"), "-o", folder + "/o.json", "-O", wrong)
        assert code and "[csv-option]" in messages, (wrong, code, messages)


@test
def a_header_is_guessed_said_and_can_be_denied(folder):
    data = "Name,Count\nx,1\ny,\n"
    assert table(folder, data)[1] == {0: ("head", "guessed")}
    assert table(folder, data, "-O", "header=no")[1] == {}
    assert table(folder, "1,2\n3,4\n", "-O", "header=yes")[1] == {0: ("head", None)}
    for none in ("a,b\nc,d\n", "1,2\n3,4\n", "a,\nb,1\n", "a,b\n", "\na,b\n1,2\n"):
        assert table(folder, none)[1] == {}, none


@test
def byte_order_marks_and_charsets(folder):
    assert rows(folder, b"\xef\xbb\xbfa,b\n") == [["a", "b"]]
    assert rows(folder, "项目,金额\n水费,12\n".encode("utf-16")) == [["项目", "金额"], ["水费", "12"]]
    data = "项目,金额\n一般公共服务支出,12\n教育支出,8\n".encode("gb18030")
    assert rows(folder, data, "--charset", "gb2312") == [["项目", "金额"], ["一般公共服务支出", "12"], ["教育支出", "8"]]


@test
def empty_files_have_no_table(folder):
    assert rows(folder, "", "--from", "csv") == []
    assert rows(folder, "\n", "--from", "csv") == [[]]
    assert rows(folder, '""', "--from", "csv") == [[""]]


# ---- What is wrong, and where -------------------------------------------------------------------

@test
def text_after_a_closing_quote_loses_nothing(folder):
    data = '"a"b,c\nd,e\n"x ""y"" z"w"v",f\n'
    found, _, messages = table(folder, data)
    assert found == [['"a"b', "c"], ["d", "e"], ['"x ""y"" z"w"v"', "f"]], found
    assert "in.csv:1:4: record 1: warning: " in messages and "in.csv:3:12: record 3: warning: " in messages, messages
    assert messages.count("[csv-stray-quote]") == 2
    _, messages = run(folder, data, "json", "-O", "strict=true", status=4)
    assert "in.csv:1:4: record 1: error: " in messages and "[csv-malformed]" in messages, messages


@test
def a_space_before_a_quote_is_told(folder):
    found, _, messages = table(folder, 'a, "b,c"\n')
    assert found == [["a", ' "b', 'c"']]
    assert "in.csv:1:4: record 1: warning: " in messages and "[csv-space-before-quote]" in messages, messages


@test
def an_unterminated_quote_names_its_opening(folder):
    _, messages = run(folder, 'a,b\n"c\nd",é,"f\ng,""h\n', "json", status=4)
    assert "in.csv:3:6: record 2: error: " in messages and "[csv-unterminated-quote]" in messages, messages
    lines = "".join(f'{i},"x ""{i}"" é",y\r\n' for i in range(20000))
    for tail in ('z,"', 'z,"""', 'z,"\n' + "w\n" * 30000, 'z,"' + '""' * 20000):
        _, messages = run(folder, lines + tail, "json", status=4)
        assert "in.csv:20001:3: record 20001: error: " in messages, (tail[:9], messages)


@test
def a_long_cell_meets_the_limit(folder):
    limit = ("--limit", "cell-length=100")
    assert rows(folder, "a," + "b" * 100 + "\n", *limit)[0][1] == "b" * 100
    for data in ("a\nx," + "b" * 101 + "\n", 'a\nx,"' + "b\n" * 90000):
        _, messages = run(folder, data, "json", *limit, status=5)
        assert "cell-length" in messages and "in.csv:2" in messages, messages


@test
def NULs_do_not_pass_silently(folder):
    _, messages = run(folder, b"a\0b,c\nd,e\n" * 50, "json", "--charset", "utf-8", "--from", "csv")
    assert "warning" in messages, messages


# ---- Writing ---------------------------------------------------------------------------------

@test
def unquoted_text_comes_out_byte_for_byte(folder):
    data = "a,b\n\n c ,,\n,\nd\n" + "".join(f"{i},text {i},é{i * 7}\n" for i in range(20000)) + "x" * 100000 + ",y\n"
    assert copy(folder, data) == data.encode()


@test
def only_what_must_be_is_quoted(folder):
    data = '"a","b,c","d""e","f\ng","h\ri"," j ","","=k"\n""\n"",""\n'
    assert copy(folder, data) == b'a,"b,c","d""e","f\ng","h\ri", j ,,=k\n""\n,\n'
    assert copy(folder, "a,b\n\n", "-O", "quoting=all") == b'"a","b"\n\n'
    assert copy(folder, 'a,"b;c"\n', "-O", "write.delimiter=;") == b'a;"b;c"\n'
    assert copy(folder, "a,it's\n", "-O", "write.quote='") == b"a,'it''s'\n"
    assert copy(folder, "a\n\n", "-O", "newline=crlf") == b"a\r\n\r\n"
    assert copy(folder, "a\n", "-O", "bom=true") == b"\xef\xbb\xbfa\n"
    assert copy(folder, '"\ufeffa",b\n') == '"\ufeffa",b\n'.encode(), "would be read as a byte order mark"


@test
def formulas_are_escaped_on_request_and_read_back(folder):
    data = "=1+1,-3.5,+x,@a,-,'=b,-x,- 5%\n"
    assert copy(folder, data) == data.encode()
    out = copy(folder, data, "-O", "write.formulas=escape", "--verify")
    assert out == b"'=1+1,-3.5,'+x,'@a,-,''=b,'-x,- 5%\n", out
    assert copy(folder, out, "-O", "read.formulas=unescape") == data.encode()


def report(*tables):
    return json.dumps({"retort": 1, "blocks": [{"type": "table", "rows": t} for t in tables]})


@test
def several_tables_are_stacked_split_or_chosen(folder):
    data = report([["a", "b"], ["c", "d"]], [["e"], [""]])
    out, messages = run(folder, data, "csv", name="in.json")
    assert out == b'a,b\nc,d\n\ne\n""\n', out
    assert "-O table=N" in messages and "-O tables=split" in messages and "warning" in messages, messages
    out, messages = run(folder, data, "csv", "-O", "table=2", name="in.json")
    assert out == b'e\n""\n' and "warning" not in messages, (out, messages)
    out, messages = run(folder, data, "csv", "-O", "tables=split", "-O", "bom=true", name="in.json")
    assert out == b"out-1.csv\nout-2.csv\n" and "warning" not in messages, (out, messages)
    with open(folder + "/out-2.csv", "rb") as file:
        assert file.read() == b'\xef\xbb\xbfe\n""\n'


@test
def spans_and_blocks_in_cells_become_text(folder):
    data = json.dumps({"retort": 1, "blocks": [
        {"type": "paragraph", "content": ["gone"]},
        {"type": "table", "rows": [
            [{"colspan": 2, "content": ["wide"]}, {"rowspan": 2, "content": ["tall"]}],
            ["a", {"blocks": [{"type": "paragraph", "content": ["b"]}, {"type": "paragraph", "content": ["c"]}]}],
            [{"value-type": "decimal", "value": "1234.50", "content": ["1,234.5"]}, "", "d"]]}]})
    out, messages = run(folder, data, "csv", name="in.json")
    assert out == b'wide,,tall\na,"b\nc",\n"1,234.5",,d\n', out
    assert "content" in messages and "structure" in messages, messages


@test
def verify_agrees_with_what_is_written(folder):
    data = 'a;b\n\n"1\n2";"x""y"\n""\n;;\n'
    for options in ((), ("write.delimiter=tab",), ("write.delimiter=space", "newline=crlf"), ("quoting=all", "bom=true"),
                    ("write.quote=~",)):
        flags = [word for option in options for word in ("-O", option)]
        run(folder, data, "csv", "--verify", *flags)
    run(folder, data, "tsv", "--verify")


# ---- Peers -----------------------------------------------------------------------------------

def random_table(rng):
    letters = rng.choice(["ab,\"\n\r", "a1;,\t|\"' ", "é中,\n=-", "abc"])
    word = lambda: "".join(rng.choice(letters) for _ in range(rng.choice([0, 1, 2, 5, 30])))
    return [[word() for _ in range(rng.randint(0, 5))] for _ in range(rng.randint(1, 8))]


@test
def python_reads_2000_random_tables_exactly(folder):
    rng = random.Random(4)
    tables = [random_table(rng) for _ in range(2000)]
    out, _ = run(folder, report(*tables), "csv", "-O", "tables=split", name="in.json")
    assert out.count(b"\n") == 2000
    for i, meant in enumerate(tables, 1):
        with open(f"{folder}/out-{i}.csv", newline="", encoding="utf-8") as file:
            got = list(csv.reader(file))
        assert got == meant, (i, meant, got)


@test
def what_python_writes_is_read_exactly(folder):
    rng = random.Random(5)
    for size, letters in ((60000, "abcdefghij ,"), (20000, "abc\"\n,é"), (60000, "abcdefghijkl\r\n,\"")):
        meant = [["".join(rng.choice(letters) for _ in range(rng.randint(0, 9))) for _ in range(rng.randint(0, 6))]
                 for _ in range(size // 10)]
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n" if "\r" in letters else "\n").writerows(meant)
        assert rows(folder, text.getvalue(), "-O", "delimiter=comma", "-O", "header=no") == meant


@test
def csv_spectrum_reads_as_it_expects(folder):
    names = sorted(n[:-4] for n in os.listdir(shared("corpora/csv-spectrum/csv")))
    assert len(names) >= 12
    for name in names:
        with open(shared(f"corpora/csv-spectrum/csv/{name}.csv"), "rb") as file:
            head, *body = rows(folder, file.read())
        with open(shared(f"corpora/csv-spectrum/json/{name}.json"), encoding="utf-8") as file:
            meant = json.load(file)
        if name == "location_coordinates":  # one object, with another telephone number than the CSV's
            meant = [dict(meant, **{"Contact Phone Number": "2095257564"})]
        assert [dict(zip(head, row)) for row in body] == meant, name


@test
def other_peoples_files_read_as_python_reads_them(folder):
    place = shared("corpora/docling/csv")
    marks = {"csv-pipe.csv": "|", "csv-semicolon.csv": ";", "csv-tab.csv": "\t"}
    for name in sorted(os.listdir(place)):
        with open(os.path.join(place, name), "rb") as file:
            data = file.read()
        peer = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=marks.get(name, ",")))
        assert rows(folder, data) == peer, name


main()
