"""json_format.py - JSON in and out: the canonical form in any order of members, other JSON, plain tables, errors.

Owns the pairs of documents; the lexer's errors cut by cut are unit/json_lexer.c's.
"""
import glob
import json
import os
import random

from tap import main, retort, shared, test


def convert(text, *options, to="json"):
    data = text if isinstance(text, bytes) else text.encode()
    status, out, err = retort("convert", "-", "--from", "json", "-o", "-", "--to", to, *options, stdin=data)
    return status, out.decode("utf-8"), err


def read(text, *options):
    """The blocks that a document reads as, without any message."""
    status, out, err = convert(text, *options)
    assert status == 0 and err == "", (text, status, err)
    return json.loads(out)["blocks"]


def same(got, wanted):
    assert got == wanted, f"\n got    {json.dumps(got, ensure_ascii=False)}\n wanted {json.dumps(wanted, ensure_ascii=False)}"


def number(text, kind="integer"):
    return {"value-type": kind, "content": [text]}


def table(*rows, head=None):
    first = [{"part": "head", "cells": head}] if head else []
    return {"type": "table", "rows": first + list(rows)}


NULL = {"value-type": "blank"}


@test
def arrays_of_flat_objects_are_tables(folder):
    same(read('[{"a":1,"b":"x"},{"b":null,"c":0.10},{"a":1e400,"c":true}]'),
         [table([number("1"), "x"], ["", NULL, number("0.10", "decimal")],
                [number("1e400", "decimal"), "", number("true", "boolean")], head=["a", "b", "c"])])
    same(read('{"k":[{"a":[],"b":{}}]}'),
         [{"type": "section", "level": 1, "heading": ["k"], "blocks": [table(["[]", "{}"], head=["a", "b"])]}])
    same(read('[{"1":"a","2":"b"},{"2":"c"}]'), [table(["a", "b"], ["", "c"])])  # names that only count


@test
def arrays_of_arrays_are_tables(folder):
    same(read('[[1,2],["a"],[null,false,"z"]]'),
         [table([number("1"), number("2")], ["a"], [NULL, number("false", "boolean"), "z"])])


@test
def values_on_lines_of_their_own(folder):
    same(read('{"a":"1"}\n{"a":"2","b":"3"}\n'), [table(["1"], ["2", "3"], head=["a", "b"])])
    same(read('["a"]\n["b","c"]'), [table(["a"], ["b", "c"])])
    same(read('"a"\n"b"'), [{"type": "list", "items": ["a", "b"]}])


@test
def other_json_keeps_everything(folder):
    same(read('{"name":"x","n":-0.0,"list":[1,[true]],"after":"y","e":{}}'), [
        {"type": "definitions", "items": [["name"], "x", ["n"], "-0.0"]},
        {"type": "section", "level": 1, "heading": ["list"], "blocks": [
            {"type": "list", "items": ["1", {"blocks": [{"type": "list", "items": ["true"]}]}]}]},
        {"type": "section", "level": 1, "heading": ["after"], "blocks": [{"type": "paragraph", "content": ["y"]}]},
        {"type": "section", "level": 1, "heading": ["e"], "blocks": [{"type": "paragraph", "content": ["{}"]}]}])
    same(read('[{"a":{"b":null}},"z"]'), [
        {"type": "definitions", "items": [["a"], {"type": "definition", "blocks": [
            {"type": "definitions", "items": [["b"], "null"]}]}]},
        {"type": "paragraph", "content": ["z"]}])
    same(read('"text"'), [{"type": "paragraph", "content": ["text"]}])
    same(read("[]"), [])


@test
def columns_that_come_late_begin_a_new_table(folder):
    rows = [{"a": "x" * 50, "b": "y"}] * 200
    document = json.dumps(rows + [{"a": "1", "c": "2"}, {"c": "3"}])
    same(read(document), [table(*[[r["a"], r["b"]] for r in rows], ["1", "", "2"], ["", "", "3"], head=["a", "b", "c"])])
    status, out, err = convert(document, "-O", "read.lookahead=4096")
    assert status == 0 and "[json-new-table]" in err, err
    same(json.loads(out)["blocks"], [table(*[[r["a"], r["b"]] for r in rows], head=["a", "b"]),
                                     table(["1", "2"], ["", "3"], head=["a", "c"])])
    status, out, err = convert(json.dumps(rows + [[1], "z"]), "-O", "read.lookahead=4096")
    same(json.loads(out)["blocks"][1:], [{"type": "list", "items": ["1"]}, {"type": "paragraph", "content": ["z"]}])


REPORT = {"retort": 1, "language": "en", "meta": [{"name": "title", "value": "T"}], "blocks": [
    {"type": "section", "id": "s", "level": 1, "heading": ["One"], "blocks": [
        {"type": "paragraph", "align": "end", "content": [
            "a", {"text": "b", "marks": ["bold", "code"]}, {"type": "link", "href": "#s", "content": ["l"]},
            {"type": "image", "alt": "i", "data": {"id": "r", "media-type": "image/png", "bytes": "AAEC"}}]},
        {"type": "table", "rows": [{"part": "head", "cells": ["x", {"colspan": 2, "content": ["y"]}]},
                                   ["1", {"content": ["2"], "blocks": [{"type": "list", "items": ["p", "q"]}]}, ""]],
         "caption": ["c"]},
        {"type": "definitions", "items": [["t"], "d", {"type": "term", "id": "u", "content": ["t2"]}]}]}],
    "notes": [{"id": "n", "role": "footnote", "blocks": [{"type": "paragraph", "content": ["line\nbreak"]}]}],
    "facts": [{"value": "3", "path": "p"}]}


def shuffled(value, random_):
    if isinstance(value, list):
        return [shuffled(v, random_) for v in value]
    if isinstance(value, dict):
        keys = list(value)
        random_.shuffle(keys)
        return {k: shuffled(value[k], random_) for k in keys}
    return value


@test
def a_report_is_written_as_it_was_read(folder):
    status, out, err = convert(json.dumps(REPORT))
    assert status == 0 and err == "", err
    same(json.loads(out), REPORT)
    status, pretty, err = convert(out, "-O", "indent=2")
    same(json.loads(pretty), REPORT)
    assert convert(pretty)[1] == out


@test
def members_in_any_order_read_the_same(folder):
    path, other = os.path.join(folder, "a.json"), os.path.join(folder, "b.json")
    random_ = random.Random(3)
    with open(path, "w") as file:
        json.dump(REPORT, file)
    orders = [json.dumps(REPORT, sort_keys=True), json.dumps({**dict(reversed(REPORT.items()))})]
    orders += [json.dumps(shuffled(REPORT, random_)) for _ in range(20)]
    for order in orders:
        with open(other, "w") as file:
            file.write(order)
        status, out, err = retort("diff", path, other)
        assert status == 0, (order, out, err)


@test
def attributes_behind_what_cannot_be_held_are_refused(folder):
    rows = [["x" * 50]] * 200
    late = {"retort": 1, "blocks": [{"type": "table", "rows": rows, "id": "t"}]}
    assert '"id":"t"' in convert(json.dumps(late))[1]
    status, out, err = convert(json.dumps(late), "-O", "read.lookahead=4096")
    assert status == 5 and "[json-order]" in err and '"id"' in err, (status, err)
    first = {"blocks": [{"rows": rows, "type": "table", "id": "t"}], "retort": 1}  # plainly in another order
    assert '"id":"t"' in convert(json.dumps(first), "-O", "read.lookahead=4096")[1]


@test
def what_this_version_does_not_know_is_told(folder):
    status, out, err = convert('{"retort":1,"x":{"y":[1]},"blocks":[{"type":"graph","data":[]},'
                               '{"type":"paragraph","align":"middle","mood":3,"content":["a"]}]}')
    assert status == 0
    same(json.loads(out)["blocks"], [{"type": "paragraph", "content": ["a"]}])
    for lost in ('member "x"', 'type "graph"', 'member "mood"', 'align "middle"'):
        assert lost in err, (lost, err)


@test
def errors_name_their_place(folder):
    rows = [
        ('{\n  "a": 1,\n  "b": [1, 2, 30,]\n}', 4, "3:17", "json-syntax"),
        ('{"retort":1,"blocks":[{"type":"paragraph","content":"x"}]}', 4, "1:53", "json-structure"),
        ('{"retort":1,"blocks":["x"]}', 4, "1:23", "json-structure"),
        ('{"retort":1,"blocks":[\n{"content":["x"]}]}', 4, "2:1", "json-structure"),
        ('{"retort":1,"blocks":[{"type":"table","rows":[["文字",1]]}]}', 4, "1:53", "json-structure"),
        ('{"retort":1,"blocks":[{"type":"list","start":2.5,"items":["a"]}]}', 4, "1:46", "json-structure"),
        ('{"retort":1,"blocks":[]}\n1', 4, "2:1", "json-trailing"),
        ('{"retort":1,"retort":1,"blocks":[]}', 4, "1:13", "json-duplicate"),
        ('{"retort":2,"blocks":[]}', 3, "1:11", "json-version"),
        ('{"retort":1,"blocks":[{"type":"paragraph","content":[{"type":"image","data":{"bytes":"AA"}}]}]}',
         4, "1:86", "json-base64"),
        ('["\\ud800"]', 4, "1:3", "json-surrogate"), ("", 4, "1:1", "json-empty"), ("[" * 100000, 5, "1:", "json-depth"),
        ('["a', 4, "1:4", "json-truncated"), ('{"a":1,"a":2}', 4, "1:8", "json-duplicate"),
    ]
    for text, wanted, place, code in rows:
        status, out, err = convert(text)
        assert status == wanted and f"[{code}]" in err and f":{place}" in err, (text[:80], status, err)


@test
def a_byte_order_mark_is_no_error(folder):
    same(read(b'\xef\xbb\xbf["a"]'), [{"type": "list", "items": ["a"]}])


TABLES = {"retort": 1, "blocks": [
    {"type": "table", "rows": [{"part": "head", "cells": ["a", "a", "n"]},
                               ["1", "2", {"value-type": "decimal", "content": ["0.10"]}, "extra"],
                               [{"value-type": "blank"}, {"value-type": "integer", "content": ["1,000"]}]]},
    {"type": "table", "rows": [["p", {"content": ["q"], "blocks": [table(["x", "y"], ["z"])]}]]}]}


@test
def plain_tables_are_written(folder):
    text = json.dumps(TABLES)
    first = '[\n{"a":"1","a (2)":"2","n":0.10,"4":"extra"},\n{"a":null,"a (2)":"1,000"}\n]'
    second = '[\n{"1":"p","2":"q\\nx\\ty\\nz"}\n]'
    assert convert(text, "-O", "shape=records")[1] == "[\n" + first + ",\n" + second + "\n]\n"
    assert convert(text, "-O", "shape=records", "-O", "table=1")[1] == first + "\n"
    assert convert(text, "-O", "shape=records", "-O", "table=2")[1] == second + "\n"
    assert convert(text, "-O", "shape=records", "-O", "table=2", "-O", "tables=all")[1] == second + "\n"
    rows = convert(text, "-O", "shape=rows", "-O", "table=1")[1]
    assert rows == '[\n["a","a","n"],\n["1","2",0.10,"extra"],\n[null,"1,000"]\n]\n', rows
    alone = json.dumps({**TABLES, "blocks": TABLES["blocks"][1:]})
    assert convert(alone, "-O", "shape=records", "-O", "tables=all")[1] == "[\n" + second + "\n]\n"
    assert convert('{"retort":1,"blocks":[]}', "-O", "shape=records")[1] == "[]\n"
    status, out, err = convert(json.dumps({"retort": 1, "blocks": [table(["1"], head=["a", "b"])]}), "-O", "shape=records")
    assert out == '[\n{"a":"1"}\n]\n' and "columns that hold no cell" in err, (out, err)
    status, pretty, err = convert(text, "-O", "shape=records", "-O", "indent=1")
    assert [list(t[0]) for t in json.loads(pretty)] == [["a", "a (2)", "n", "4"], ["1", "2"]]


@test
def records_read_back_as_they_were_written(folder):
    for text in ('[{"a":1,"b":"x"},{"a":0.10,"b":null},{"a":true}]', '[["a",1],[null]]'):
        shape = "records" if "{" in text else "rows"
        status, out, err = convert(text, "-O", "shape=" + shape, "--verify")
        assert status == 0, err
        same(json.loads(out), json.loads(text))
        assert "0.10" not in text or "0.10" in out


@test
def csv_spectrum(folder):
    for path in sorted(glob.glob(os.path.join(shared("corpora/csv-spectrum/csv"), "*.csv"))):
        name = os.path.basename(path)[:-4]
        if name == "location_coordinates":
            continue  # what is expected there is another number, and an object for an array
        status, out, err = retort("convert", path, "-o", "-", "--to", "json", "-O", "shape=records", "-O", "header=yes")
        assert status == 0, err
        with open(shared(f"corpora/csv-spectrum/json/{name}.json"), encoding="utf-8") as file:
            same(json.loads(out), json.load(file))


if __name__ == "__main__":
    main()
