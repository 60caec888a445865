"""`inspect`: recognition, outline, tables and predicted losses, as text and as JSON. (A test called
inspect.py would stand in front of Python's own module.)"""
import json
import os
import subprocess

from tap import RETORT, ROOT, main, retort, test

REPORT = {
    "retort": 1, "language": "en",
    "meta": [{"name": "title", "value": "Water"}, {"name": "modified", "origin": "claimed",
                                                   "value": "2024"}],
    "blocks": [
        {"type": "section", "level": 1, "number": "1", "heading": ["One", {"type": "line-break"},
                                                                  "line"], "blocks": [
            {"type": "table", "caption": ["Flows"], "rows": [
                {"part": "head", "cells": ["a", {"colspan": 2, "content": ["b"]}]},
                [{"rowspan": 2, "content": ["c"]}, "d", "e"],
                ["f", {"blocks": [{"type": "table", "rows": [["in"]]}]}]]},
            {"type": "section", "level": 2, "heading": ["Two"], "blocks": []}]},
        {"type": "section", "level": 1, "heading": [], "blocks": []}]}


def put(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
    return path


def found(*args, **options):
    status, out, err = retort("inspect", "--json", *args, **options)
    assert status == 0, (args, status, err)
    return json.loads(out)


@test
def json_tells_what_is_in_a_report(folder):
    got = found(put(folder, "a.json", REPORT))
    assert (got["format"], got["charset"], got["language"]) == ("json", "UTF-8", "en"), got
    assert {"name": "title", "value": "Water", "claimed": False} in got["metadata"]
    assert {"name": "modified", "value": "2024", "claimed": True} in got["metadata"]
    outline = [(s["level"], s["number"], s["title"]) for s in got["outline"]]
    assert outline == [(1, "1", "One line"), (2, "", "Two"), (1, "", "")], outline
    shapes = [(t["rows"], t["columns"], t["merged"], t["head_rows"], t["nested"], t["caption"])
              for t in got["tables"]]
    assert shapes == [(3, 3, 2, 1, False, "Flows"), (1, 1, 0, 0, True, None)], shapes
    assert got["counts"]["cell"] == 8 and got["counts"]["section"] == 3, got["counts"]


@test
def spans_widen_the_rows_below_them(folder):
    rows = [[{"rowspan": 3, "colspan": 2, "content": ["a"]}, "b"], ["c"], [{"rowspan": 9, "content": [
        "d"]}, "e"], ["f", "g", "h", "i"], ["j"]]
    report = {"retort": 1, "blocks": [{"type": "table", "rows": rows}]}
    (table,) = found(put(folder, "a.json", report))["tables"]
    assert (table["rows"], table["columns"]) == (5, 5), table


@test
def candidates_and_charsets_of_text(folder):
    got = found(put(folder, "a.csv", "a,b\n1,2\n"))
    assert got["format"] == "csv" and got["candidates"][0]["name"] == "csv", got["candidates"]
    path = os.path.join(folder, "b.csv")
    with open(path, "wb") as file:
        file.write("名称,数量\n".encode("gb18030") * 50)
    assert found(path, "--charset=gbk")["charset"] == "GBK"
    assert found(path)["charset"].lower() in ("gb18030", "gbk")


@test
def a_pipe_is_inspected_like_a_file(folder):
    text = json.dumps(REPORT)
    file = found(put(folder, "a.json", text))
    pipe = found("-", stdin=text.encode())
    assert pipe.pop("file") == "-" and file.pop("file")
    for side in (file, pipe):
        side.pop("candidates")
    assert file == pipe
    fifo = os.path.join(folder, "fifo.json")
    os.mkfifo(fifo)
    writer = subprocess.Popen(["sh", "-c", 'cat "$0" >"$1"', os.path.join(folder, "a.json"), fifo])
    assert found(fifo)["outline"] == file["outline"]
    assert writer.wait(60) == 0


@test
def what_is_predicted_happens(folder):
    path = os.path.join(ROOT, "examples", "reports", "annual-report.json")
    predicted = found(path)["losses"]
    assert {"csv", "json", "xml"} <= set(predicted), predicted.keys()
    assert predicted["json"] == [] and predicted["xml"] == []
    for to, losses in predicted.items():
        out = os.path.join(folder, "out." + to)
        status, _, err = retort("convert", path, "-o", out, "--to", to, "--strict")
        assert status == (1 if losses else 0), (to, status, err)
    kinds = {loss.get("kind") for loss in predicted["csv"]}
    assert {"section", "paragraph", "list"} <= kinds, kinds


@test
def text_shows_the_same_and_no_control_characters(folder):
    report = json.loads(json.dumps(REPORT))
    report["blocks"][0]["heading"] = ["One\u202eTwo\u0085"]
    status, out, err = retort("inspect", put(folder, "a.json", report))
    assert status == 0, err
    text = out.decode()
    for part in ("title: Water", "modified: 2024  (claimed)", "3 rows × 3 columns", "2 merged cells",
                 "Flows", "in another table", "would be lost in", "csv"):
        assert part in text, (part, text)
    assert "\\u202e" in text and "\u202e" not in text and "\u0085" not in text, text


@test
def long_lists_are_cut_unless_all_are_wanted(folder):
    blocks = [{"type": "section", "level": 1, "heading": [f"S{n}"], "blocks": []} for n in range(100)]
    path = put(folder, "a.json", {"retort": 1, "blocks": blocks})
    assert "and 40 more; --all" in retort("inspect", path)[1].decode()
    assert "S99" in retort("inspect", path, "--all")[1].decode()
    assert len(found(path)["outline"]) == 100


@test
def a_large_csv_is_inspected_in_little_memory(folder):
    path = put(folder, "a.csv", "name,a,b,c\n" + "x,1,2,3\n" * 300000)
    script = "ulimit -v 262144; exec \"$0\" inspect --json \"$1\""
    env = dict(os.environ)
    if "asan" in RETORT or "san" in env.get("ASAN_OPTIONS", ""):
        script = "exec \"$0\" inspect --json \"$1\" --limit memory=4M"
    done = subprocess.run(["sh", "-c", script, RETORT, path], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["tables"][0]["rows"] == 300001


@test
def what_cannot_be_read_has_its_status(folder):
    for status, name, text in ((3, "x.pdf", "%PDF-1.7\n"), (4, "bad.json", '{"retort":1,')):
        got, out, err = retort("inspect", put(folder, name, text))
        assert (got, out) == (status, b"") and name in err, (name, got, out, err)
    assert retort("inspect", os.path.join(folder, "missing"))[0] == 3
    assert retort("inspect", folder)[0] == 3


main()
