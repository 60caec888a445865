"""plain_reports.py - reports made by chance as an office would write them, in canonical JSON.

Owns only what a word processor of another maker can be asked to keep: words, levels, lists, tables that are
rectangles, addresses that are URLs. The same seed gives the same report.
"""
import random

WORDS = "water report office annual region 年度 报告 表格 数据 0.10 1,204 naïve Straße x² (a) <b> & – …".split()
MARKS = ["bold", "italic", "underline", "strike", "sub", "sup", "small-caps"]
COLOURS = ["#ff0000", "#336699", "#000080"]
ALIGNS = ["center", "end", "justify"]


class Maker:
    def __init__(self, chance):
        self.chance, self.notes = chance, []

    def words(self, most=6):
        return " ".join(self.chance.choice(WORDS) for _ in range(self.chance.randrange(1, most)))

    def run(self):
        """Text with marks; sub and sup exclude each other, as they do on paper."""
        marks = self.chance.sample(MARKS, self.chance.randrange(0, 4))
        if "sub" in marks and "sup" in marks:
            marks.remove("sub")
        run = {"text": self.words(), **({"marks": marks} if marks else {})}
        if self.chance.randrange(4) == 0:
            run["colour"] = self.chance.choice(COLOURS)
        return run if len(run) > 1 else run["text"]

    def inlines(self, notes=True):
        found = [self.words()]
        for _ in range(self.chance.randrange(0, 4)):
            draw = self.chance.randrange(12)
            if draw < 5:
                found.append(self.run())
            elif draw == 5:
                found += [{"type": "line-break"}, self.words()]
            elif draw == 6:
                found += [{"type": "tab"}, self.words()]
            elif draw == 7:
                found.append({"type": "link", "href": f"https://example.org/{self.chance.randrange(99)}", "content": [self.words(3)]})
                found.append(" " + self.words())  # neither a note nor another link directly behind it
            elif draw == 9:
                found += [{"type": "ruby", "reading": "kan", "content": ["漢"]}, " " + self.words()]
            elif draw == 10:
                change = self.chance.choice(("inserted", "deleted"))
                found.append({"text": self.words(), "change": change, "change-author": "A", "change-date": "2024-01-30T00:00:00Z"})
            elif draw == 8 and notes:
                self.notes.append({"id": f"n{len(self.notes)}", "role": self.chance.choice(("footnote", "endnote")),
                                   "blocks": [{"type": "paragraph", "content": [self.words()]}]})
                found.append({"type": "note-reference", "ref": self.notes[-1]["id"]})
            else:
                found += [" ", self.words()]
        return found

    def paragraph(self):
        node = {"type": "paragraph", "content": self.inlines()}
        if self.chance.randrange(3) == 0:
            node["align"] = self.chance.choice(ALIGNS)
        return node

    def list(self, depth=0):
        items = []
        for _ in range(self.chance.randrange(1, 4)):
            item = {"content": self.inlines(notes=False)}
            if depth < 2 and self.chance.randrange(4) == 0:
                item["blocks"] = [self.list(depth + 1)]
            items.append(item)
        node = {"type": "list", "items": items}
        if self.chance.randrange(2):
            node.update(ordered=True, **({"start": 3} if self.chance.randrange(3) == 0 else {}))
        return node

    def table(self, depth=0):
        width, height, taken, rows = self.chance.randrange(1, 5), self.chance.randrange(1, 5), set(), []
        for r in range(height):
            cells = []
            for c in range(width):
                if (r, c) in taken:
                    continue
                wide, high = 1, 1
                if self.chance.randrange(4) == 0:
                    wide, high = self.chance.randrange(1, width - c + 1), self.chance.randrange(1, height - r + 1)
                    if any((r, c + x) in taken for x in range(wide)):
                        wide = high = 1
                taken |= {(r + y, c + x) for y in range(high) for x in range(wide)}
                cells.append(self.cell(wide, high, depth))
            rows.append({"cells": cells})
        # a row of single cells, so that there is no column that nothing shows
        rows.append({"cells": [self.cell(1, 1, 9) for _ in range(width)]})
        if depth == 0 and self.chance.randrange(2):
            rows.insert(0, {"part": "head", "cells": [self.cell(1, 1, 9) for _ in range(width)]})
        table = {"type": "table", "rows": rows}
        if depth == 0 and self.chance.randrange(3) == 0:
            table["caption"] = [self.words()]
        return table

    def cell(self, wide, high, depth):
        cell = {"content": self.inlines(notes=False)} if self.chance.randrange(6) else {}
        cell.update({name: n for name, n in (("colspan", wide), ("rowspan", high)) if n > 1})
        if cell.get("content") and self.chance.randrange(6) == 0:
            cell["blocks"] = [self.table(depth + 1) if depth == 0 and self.chance.randrange(2) else
                              {"type": "paragraph", "content": [self.words()]}, {"type": "paragraph", "content": [self.words()]}]
        return cell

    def blocks(self, most):
        makers = (self.paragraph, self.paragraph, self.list, self.table, self.quote, self.code)
        found = []
        for _ in range(self.chance.randrange(1, most)):
            found.append(self.chance.choice(makers)())
            if found[-1]["type"] != "paragraph":  # neighbours of one kind are another question
                found.append(self.paragraph())
        return found

    def quote(self):
        return {"type": "quote", "blocks": [self.paragraph() for _ in range(self.chance.randrange(1, 3))]}

    def code(self):
        return {"type": "code-block", "content": [self.words() + "\n  " + self.words()]}

    def section(self, level):
        deeper = [self.section(level + 1) for _ in range(self.chance.randrange(0, 3))] if level < 4 else []
        return {"type": "section", "level": level, "heading": [self.words()], "blocks": self.blocks(4) + deeper}


def plain_report(seed):
    """The report of a seed; titles, so that the metadata is not empty."""
    maker = Maker(random.Random(f"plain {seed}"))
    blocks = maker.blocks(4) + [maker.section(1) for _ in range(maker.chance.randrange(1, 3))]
    meta = [{"name": "title", "value": f"Report {seed} 年度"}, {"name": "subject", "value": "water"}]
    return {"retort": 1, "meta": meta, "blocks": blocks, "notes": maker.notes}
