"""`retort bulk` over made reports of all formats with bad ones among them: each good one is right, each bad one costs itself alone
and stands on record with its reason. tests/bench/bulk does the same with 20,000."""
import html
import os
import re
import sqlite3
import zipfile

import bulk_reports
from tap import BUILD, RETORT, main, retort, test

COUNT, TARGETS = 150, ["json", "docx", "html"]
NASTY = ["--plugin", os.path.join(BUILD, "tests/conformance/nasty.rt.so")]


def text_of(path):
    if path.endswith(".docx"):
        with zipfile.ZipFile(path) as parts:
            assert parts.testzip() is None
            data = parts.read("word/document.xml").decode()
    else:
        with open(path, encoding="utf-8") as file:
            data = file.read()
    return html.unescape(re.sub(r"<[^>]*>", "", data)) if not path.endswith(".json") else data


def files(folder):
    return {os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names
            if "retort-bulk" not in at + name}


@test
def many_reports_with_bad_ones_among_them(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    made = bulk_reports.make(src, COUNT, most=40000)
    bulk_reports.finish(RETORT, made, folder)
    bad = bulk_reports.spoil(src, ["json", "crash", "xml", "hang", "docx", "hog", "binary", "abort"])
    status, _, said = retort("bulk", src, "--to", ",".join(TARGETS), "--out", out, "-j", "2", "--timeout", "5", "--memory", "400M", *NASTY,
                             timeout=300)
    assert status == 1 and f"{COUNT} converted, {len(bad)} failed" in said, said
    with sqlite3.connect(os.path.join(out, "retort-bulk.sqlite")) as record:
        failed = dict(record.execute("SELECT path, reason FROM input WHERE state = 'failed'"))
        messages = dict(record.execute("SELECT path, message FROM input WHERE state = 'failed'"))
        printed = record.execute("SELECT path, text FROM message JOIN input ON input = id WHERE code = 'bulk-worker-output'").fetchall()
        written = record.execute("SELECT count(*) FROM output").fetchone()[0]
    assert failed.keys() == bad.keys(), failed.keys() ^ bad.keys()
    for name, reasons in bad.items():
        assert failed[name] in reasons and messages[name], (name, failed[name], messages[name])
    assert not [path for path, _ in printed if "bad" not in path], printed  # of a sanitizer, say
    wanted = {os.path.relpath(path, src) + "." + to for path in made.values() for to in TARGETS}
    assert files(out) == wanted and written == len(wanted), files(out) ^ wanted
    for number, path in made.items():
        for to in TARGETS:
            text = text_of(os.path.join(out, os.path.relpath(path, src) + "." + to))
            assert f"Begin-{number}" in text and f"End-{number}" in text, (path, to)
    assert os.listdir(os.path.join(out, ".retort-bulk")) == ["lock"]


@test
def an_output_is_what_convert_makes_of_it(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    made = bulk_reports.make(src, 6, most=8000)
    bulk_reports.finish(RETORT, made, folder)
    status, _, said = retort("bulk", src, "--to", ",".join(TARGETS), "--out", out, "--quiet")
    assert status == 0, said
    for path in made.values():
        for to in TARGETS:
            alone = os.path.join(folder, "alone." + to)
            status, _, said = retort("convert", path, "-o", alone, "--quiet")
            assert status == 0, said
            with open(alone, "rb") as one, open(os.path.join(out, os.path.relpath(path, src) + "." + to), "rb") as other:
                assert one.read() == other.read(), (path, to)


main()
