"""docx_text.py - what retort reads of a DOCX against a reading of its parts by the standard library.

Owns the documents (corpora, and made by chance), the thresholds and the differences that are right. The
oracle is docx_oracle.py, the way to read retort's report aloud json_view.py.
"""
import glob
import json
import os

import tap
from docx_oracle import Document, formula
from flow import SOFT, Tally
from json_view import View, mathml_text
from tap import test

LEAST_CHARACTERS = 99.5
MADE = 150

# What differs rightly, and why.
LISTED = {
    "docx_code_blocks.docx": "paragraphs of code one behind the other are the lines of one code block",
    "word_sample.docx": "a figure's caption is told before its picture",
}


def letters(node):
    return formula(mathml_text(node))


class Seen:
    """retort's report in the shape of docx_oracle.Document."""

    def __init__(self, report):
        self.text, self.deleted, self.grids = self.flow_of(report)
        self.notes = {role: [] for role in ("footnote", "endnote", "comment")}
        for note in report.get("notes", []):
            self.notes[note.get("role", "footnote")].append(self.flow_of(note)[0].lstrip(" "))
        for texts in self.notes.values():
            texts.sort()
        found = set()
        for page in pages(report.get("blocks", [])):
            for part in page.get("headers", []) + page.get("footers", []):
                found.add(self.flow_of(part)[0])
        self.margins = sorted(found - {""})

    @staticmethod
    def flow_of(node):
        how = {"numbers": False, "formula": letters, "notes": False, "pages": False}
        node = {"blocks": node.get("blocks", [])}
        now = View(node, deleted=False, **how)
        return now.text, View(node, deleted=True, **how).text, now.grids


def pages(blocks):
    for block in blocks:
        if block["type"] == "page":
            yield block
        yield from pages(block.get("blocks", []))


def convert(folder, paths):
    status, _, said = tap.retort("convert", "--quiet", *paths, "-o", folder, "--to=json", timeout=300)
    assert status == 0, (status, said[:2000])
    for path in paths:
        name = os.path.splitext(os.path.basename(path))[0] + ".json"
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            yield json.load(file)


def compared(folder, paths):
    tally = Tally()
    for path, report in zip(paths, convert(folder, paths)):
        name, meant, seen = os.path.basename(path), Document(path), Seen(report)
        tally.add(name, meant.body.text, meant.body.grids, seen.text, seen.grids)
        tally.add(name + " deleted", meant.body.deleted, [], seen.deleted, [])
        for role, texts in meant.notes.items():
            tally.add(f"{name} {role}s", SOFT.join(texts), [], SOFT.join(seen.notes[role]), [])
        tally.add(name + " headers", SOFT.join(meant.margins), [], SOFT.join(seen.margins), [])
    print("#", tally)
    return tally


def judged(tally):
    strange = [(name, why) for name, why in tally.faults if name not in LISTED]
    characters, grids = tally.right()
    assert not strange and characters >= LEAST_CHARACTERS and grids == 100, "\n".join(
        [f"{len(strange)} differences that are not listed; {tally}"] + [f"{n}: {w}" for n, w in strange[:40]])


@test
def documents_of_the_corpora(folder):
    for corpus in ("docling/docx", "mammoth"):
        paths = sorted(glob.glob(tap.shared("corpora/" + corpus) + "/*.docx"))
        assert paths
        inner = os.path.join(folder, corpus.replace("/", "-"))
        os.makedirs(inner)
        judged(compared(inner, paths))


@test
def documents_made_by_chance(folder):
    from docx_soups import write
    paths = [os.path.join(folder, f"{seed}.docx") for seed in range(MADE)]
    for seed, path in enumerate(paths):
        write(path, seed)
    out = os.path.join(folder, "out")
    os.makedirs(out)
    judged(compared(out, paths))


if __name__ == "__main__":
    tap.main()
