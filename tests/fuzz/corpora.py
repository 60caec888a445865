"""Every file of ../shared/corpora and its samples into every format: it converts, or says why not with a status of 3 to 5.

Nothing crashes, hangs, leaks or is found by a sanitizer. Then pages in wrong and missing charsets. What each file
should say is other tests' business; the hostile pages are those that bench/office.py measures.
"""
import glob
import os
import sys

import tap
from converting import check_all, run
from tap import ROOT, main, test

sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))
from office import PAGES  # noqa: E402

# ---- Files of others ----------------------------------------------------------------------------


def corpus(*endings):
    paths = glob.glob(tap.shared("corpora") + "/**/*", recursive=True) + glob.glob(tap.shared("samples") + "/*")
    return sorted(path for path in paths if os.path.isfile(path) and (not endings or path.endswith(endings)))


@test
def every_file_into_every_format(folder):
    """Read back, too, where that is not too much for a sanitizer's build."""
    check_all(folder, [(os.path.basename(path), path, ["--verify"] if os.path.getsize(path) < 30000 else [])
                       for path in corpus()])


@test
def every_page_and_document_converts(folder):
    for path in corpus(".html", ".docx"):
        wrong, status, said = run(path, "--quiet")
        assert not wrong and status == 0, (path, status, wrong or said)


@test
def pages_that_cost_much_are_read_or_reach_a_limit(folder):
    """A tenth of what is measured: a sanitizer's build is slow."""
    for name, make, n, _ in PAGES:
        path = os.path.join(folder, "hostile.html")
        for text in (make(max(1000, n // 10)), make(50)):
            with open(path, "w", encoding="utf-8") as file:
                file.write("<!DOCTYPE html>" + text)
            wrong, status, said = run(path, "--quiet")
            assert not wrong and status in (0, 5), (name, len(text), status, wrong or said[-500:])
            assert status == 0 or "hostile.html:1:" in said, (name, said)


# ---- Charsets -----------------------------------------------------------------------------------

LABELS = ("utf-8", "gb18030", "shift_jis", "euc-jp", "euc-kr", "big5", "windows-1252", "windows-1251", "iso-8859-2",
          "utf-16le", "utf-16be", "iso-2022-jp", "koi8-r", "x-user-defined", "utf-7", "nonsense", "", "\0", "replacement")
TEXT = {"gb18030": "年度报告 数据 表格", "shift_jis": "年度報告 表", "euc-jp": "年度報告 表", "euc-kr": "연간 보고서", "big5": "年度報告 表",
        "windows-1252": "naïve Straße – €", "windows-1251": "Годовой отчёт", "iso-8859-2": "Zpráva žluťoučký",
        "koi8-r": "Годовой отчёт", "utf-16le": "年度", "utf-16be": "年度", "iso-2022-jp": "年度報告", "utf-8": "年度 naïve"}


def page_in(charset, label):
    """A page of this charset that says another one, or none (None)."""
    text = TEXT[charset]
    meta = "" if label is None else f'<meta charset="{label}">'
    body = f"<!DOCTYPE html><html><head>{meta}<title>{text}</title></head><body><h1>{text}</h1><table><tr><td>{text}"
    return body.encode(charset)


@test
def pages_in_wrong_and_missing_charsets(folder):
    cases = []
    for charset in TEXT:
        for label in (None, *LABELS):
            cases.append(("a.html", page_in(charset, label), ["--quiet"]))
        for label in LABELS[:13]:
            cases.append(("a.html", page_in(charset, None), ["--quiet", "--charset=" + label]))
    check_all(folder, cases[::2])


@test
def the_right_charset_is_read_and_a_wrong_one_is_told(folder):
    for charset, text in TEXT.items():
        if charset.startswith("utf-16"):  # known by their byte order mark alone
            continue
        path = os.path.join(folder, charset + ".html")
        with open(path, "wb") as file:
            file.write(page_in(charset, charset))
        status, out, said = tap.retort("convert", path, "--to=json")
        assert status == 0 and text in out.decode(), (charset, said, out[:500])
    path = os.path.join(folder, "wrong.html")
    with open(path, "wb") as file:
        file.write(page_in("windows-1252", "utf-8"))
    status, out, said = tap.retort("convert", path, "--to=json")
    assert status == 0 and "charset-" in said and "wrong.html:1:" in said, said


@test
def xhtml_and_fragments_are_pages(folder):
    for text in ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">'
                 '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body><p>words</p></body></html>',
                 "<table><tr><td>words</table>", "<p>words", "\ufeff<!-- c --><!doctype HTML><p>words"):
        path = os.path.join(folder, "a.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        status, out, said = tap.retort("convert", path, "--to=json", "--quiet")
        assert status == 0 and b"words" in out, (text, status, said)


main()
