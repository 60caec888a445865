"""html_tree.py - what retort reads of a page against what a browser shows of it, by python3-html5lib's tree.

Owns the pages (corpora, soups, small ones by hand), the thresholds and the differences that are right. The
oracle is html_oracle.py, the way to read retort's report aloud json_view.py. RETORT_SOUPS=N: N soups.
"""
import concurrent.futures
import glob
import html.entities
import json
import os
import re

import tap
from flow import AFTER, OBJECT, SOFT, Tally
from json_view import View
from tap import Skip, test

SOUPS = int(os.environ.get("RETORT_SOUPS", "2000"))
FROM = int(os.environ.get("RETORT_SOUPS_FROM", "0"))
LEAST_CHARACTERS, LEAST_GRIDS = 99.9, 99.0
PROCESSES = 2

# A title of the model (heading, caption, term, code) holds lines, no blocks: what stands in it block by block is the same text
# in lines, as is what stands in several captions of one table. What a report says in the place of a caption is told before what it is a caption of.
LINES = "blocks in a heading, caption, term or code are its lines"
# Small pages whose difference is right, and why. They count neither as right nor as wrong.
LISTED = {
    "<dl><dt>a<p>b<dd>c</dl>": LINES,
    "<h1>a<p>b</h1>c": LINES,
    "<h1>a<div>b</div>c</h1>": LINES,
    "<table><caption>c<p>d</p>e</caption><tr><td>a</table>": LINES,
    "<table><caption>c<table><tr><td>n</table>d</caption><tr><td>a</table>":
        "a caption holds no table: it stands in front of the one it was the caption of",
    "<figure>a<figcaption>b</figcaption>c</figure>d": "the caption is told first, so that what was around it is two blocks",
}
EMPTY = "a link or ruby without anything in it is kept, and so is the space beside it"
RP = "the standard moves a block out of <rp>, which is not shown; retort has left it out by then"
# Soups, the same. One whose text differs only in lines for blocks needs no entry.
LISTED_SOUPS = {
    99: "a late <body style=display:none> hides what retort has read by then",
    183: RP, 1353: RP, 1500: RP, 1809: RP,
    160: EMPTY, 961: EMPTY, 1122: EMPTY, 1304: EMPTY, 1337: EMPTY, 1876: EMPTY,
    1127: "an image in a reading is told as lost", 1960: "an image in a reading is told as lost",
    1177: "a table in a caption stands in front of the captioned one, so before the rest of the caption",
    1609: "a table in a caption stands in front of the captioned one, so before the rest of the caption",
}


def convert(folder, pages, *more):
    """Each page, a (name, text), as retort reads it: a View, or what it said instead."""
    paths = []
    for number, (_, text) in enumerate(pages):
        paths.append(os.path.join(folder, f"{number}.html"))
        with open(paths[-1], "w", encoding="utf-8", newline="") as file:
            file.write(text)
    out = os.path.join(folder, "out")
    os.makedirs(out, exist_ok=True)
    parts = [paths[n::PROCESSES] for n in range(PROCESSES)]
    with concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        said = list(pool.map(lambda part: tap.retort(
            "convert", "--quiet", "--from=html", "--charset=utf-8", *part, "-o", out, "--to=json", *more,
            timeout=300) if part else (0, b"", ""), parts))
    assert all(status in (0, 3, 4, 5) for status, _, _ in said), [(s, t[:2000]) for s, _, t in said]
    for number, (name, _) in enumerate(pages):
        written = os.path.join(out, f"{number}.json")
        assert os.path.exists(written), (name, [t[:1000] for _, _, t in said])
        with open(written, encoding="utf-8") as file:
            yield View(json.load(file))


def oracle(text):
    """In a process of its own: text and grids of a page."""
    try:
        from html_oracle import Page
    except ImportError:
        return None
    page = Page(text)
    return page.text, page.grids, page.lined


def compared(folder, pages, listed=LISTED, soups=False):
    """All pages, each against the oracle: the tally, and what differs without a reason. In soups differences count,
    listed or not; elsewhere what is listed is neither right nor wrong."""
    tally, strange = Tally(), []
    with concurrent.futures.ProcessPoolExecutor(PROCESSES) as pool:
        seen = list(convert(folder, pages))
        for (name, _), view, meant in zip(pages, seen, pool.map(oracle, [t for _, t in pages], chunksize=25)):
            if meant is None:
                raise Skip("no python3-html5lib here")
            text, grids, lined = meant
            same = (text, grids) == (view.text, view.grids)
            if name in listed and same:
                strange.append((name, "is listed, but does not differ"))
            elif name in listed and not soups:
                continue
            before = len(tally.faults)
            tally.add(name, text, grids, view.text, view.grids)
            if name not in listed and not (soups and lined and in_lines(text, grids) == in_lines(view.text, view.grids)):
                strange += tally.faults[before:]
    print("#", tally)
    return tally, strange


def in_lines(text, grids):
    """A page whose blocks are lines."""
    def flat(text):
        return re.sub("[\n" + SOFT + "]+", "\n", text).strip("\n")
    return flat(text), [[[slot and flat(slot[2]) for slot in row] for row in table] for table in grids]


def judged(found, most=20):
    tally, strange = found
    characters, grids = tally.right()
    assert not strange and characters >= LEAST_CHARACTERS and grids >= LEAST_GRIDS, "\n".join(
        [f"{len(strange)} differences that are not listed; {tally}"] + [f"{n}: {w}" for n, w in strange[:most]])


# ---- Small pages by hand ------------------------------------------------------------------------


def cases():
    """(page, text by hand or None) of html_cases.txt."""
    found = []
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "html_cases.txt"), encoding="utf-8") as file:
        for line in file.read().split("\n"):
            if line.startswith("=> ") or line == "=>":
                found[-1] = (found[-1][0], line[3:])
            elif line and not line.startswith("# ") and not line.startswith("## "):
                found.append((unescaped(line), None))
    return found


def unescaped(line):
    signs = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\"}
    line = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda hit: chr(int(hit[1], 16)), line)
    return re.sub(r"\\([ntr0\\])", lambda hit: signs[hit[1]], line)


def notation(view):
    """A page in the notation of html_cases.txt."""
    text = view.text.replace(SOFT, "|").replace(OBJECT, "OBJ").replace(AFTER, "/")
    tables = "".join("[" + "".join("[" + " ".join(slot[2].replace(SOFT, "|") if slot else "-" for slot in row) + "]"
                                   for row in table) + "] " for table in view.grids)
    return tables + text


@test
def small_pages_by_hand(folder):
    given = cases()
    assert len(given) >= 300, len(given)
    by_hand = [(page, meant) for page, meant in given if meant is not None]
    views = convert(tap_folder(folder, "hand"), by_hand)
    wrong = [f"{page}: {meant!r} but retort {notation(view)!r}" for (page, meant), view in zip(by_hand, views)
             if notation(view) != meant and page not in LISTED]
    tally = compared(folder, [(page, page) for page, meant in given if meant is None])
    assert not wrong, "\n".join(wrong)
    judged(tally)


def tap_folder(folder, name):
    os.makedirs(os.path.join(folder, name))
    return os.path.join(folder, name)


# ---- Soups, pages of others ---------------------------------------------------------------------


@test
def soups_of_reports(folder):
    from html_soups import soup
    judged(compared(folder, [(seed, soup(seed)) for seed in range(FROM, FROM + SOUPS)], LISTED_SOUPS, soups=True))


@test
def reports_that_are_not_broken(folder):
    from html_soups import page
    judged(compared(folder, [(f"page {seed}", page(seed)) for seed in range(200)]))


@test
def pages_of_the_corpora(folder):
    pages = []
    for path in sorted(glob.glob(tap.shared("corpora") + "/**/*.html", recursive=True)):
        with open(path, encoding="utf-8", newline="") as file:
            pages.append((os.path.basename(path), file.read()))
    assert pages
    judged(compared(folder, pages))


# ---- Characters ---------------------------------------------------------------------------------


@test
def every_named_entity(folder):
    """In text and in an attribute, with and without its semicolon, before a letter, = and the end."""
    names = sorted(html.entities.html5)
    assert len(names) == 2231
    lines = [f"&{name}{after}" for name in names for after in ("", "x", "=", ";", " ", "<b>y</b>")]
    pages = [("entities in text", "<!doctype html><pre>" + "\n".join(lines) + "</pre>")]
    attributes = [line.replace("<b>y</b>", "&amp;") for line in lines]
    links = "".join(f'<p><a href="h{line}">x</a>' for line in attributes)
    judged(compared(tap_folder(folder, "text"), pages))
    report = tap_folder(folder, "links")
    with open(os.path.join(report, "a.html"), "w", encoding="utf-8") as file:
        file.write("<!doctype html>" + links)
    status, out, said = tap.retort("convert", "--quiet", os.path.join(report, "a.html"), "--to=json", "--charset=utf-8")
    assert status == 0, said
    seen = [node["href"] for block in json.loads(out)["blocks"] for node in block["content"]]
    meant = [hrefs(line) for line in attributes]
    assert len(seen) == len(meant)
    wrong = [f"{line}: {a!r} but retort {b!r}" for line, a, b in zip(attributes, meant, seen) if a != b]
    assert not wrong, "\n".join(wrong[:20])


def hrefs(value):
    """The value of an attribute by html5lib."""
    import html5lib
    link = html5lib.parseFragment(f'<a href="h{value}">', treebuilder="dom").firstChild
    return link.getAttribute("href").strip(" \t\n\f\r")


if __name__ == "__main__":
    tap.main()
