"""bulk_reports.py - made reports of all formats and sizes, and bad ones among them, for tests and measurements of `retort bulk`.

Owns what is in them: each begins with the word Begin-NUMBER and ends with End-NUMBER. Standard library alone; JSON and DOCX
reports are HTML ones that retort converted, by `finish`."""
import os
import random
import subprocess

SUFFIXES = ["html", "csv", "xml", "txt", "json", "docx"]
WORDS = ("office region annual report of the year total income expenditure staff vehicles training meetings surplus 决算 预算 单位 収入 "
         "支出 합계 état dépenses recettes").split()


def words(chance, count):
    return " ".join(chance.choice(WORDS) for _ in range(count))


def rows(chance, size, each):
    """Rows of a table until they are about `size` bytes."""
    while size > 0:
        row = [words(chance, 2), f"{chance.randrange(10**7) / 100:.2f}", str(chance.randrange(10**6)), words(chance, 3)]
        size -= sum(map(len, row)) + each
        yield row


def html(number, chance, size):
    parts = [f"<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Begin-{number} report</title></head><body>\n"
             f"<h1>Begin-{number} report</h1>\n"]
    for section in range(1 + size // 40000):
        parts.append(f"<h2>{words(chance, 3)}</h2>\n" + "".join(f"<p>{words(chance, 12)}, <b>{words(chance, 2)}</b> and <a href='n{k}.html'>"
                     f"{words(chance, 1)}</a>.</p>\n" for k in range(4)))
        share = size // (1 + size // 40000) - 900
        body = "".join("<tr><th scope=row>{}</th><td>{}</td><td align=right>{}</td><td>{}</td></tr>\n".format(*row)
                       for row in rows(chance, share, 70))
        parts.append(f"<table><caption>Table {section}</caption><thead><tr><th>Item<th>Amount<th>Count<th>Remark</tr></thead>\n{body}</table>\n")
    return "".join(parts) + f"<p>End-{number}</p></body></html>\n"


def csv(number, chance, size):
    return (f"Begin-{number},amount,count,remark\n" + "".join(",".join(row) + "\n" for row in rows(chance, size, 4)) +
            f"End-{number},0,0,\n")


def xml(number, chance, size):
    return (f"<?xml version='1.0' encoding='UTF-8'?>\n<report><name>Begin-{number}</name>\n" +
            "".join("<row><item>{}</item><amount>{}</amount><count>{}</count><remark>{}</remark></row>\n".format(*row)
                    for row in rows(chance, size, 75)) + f"<name>End-{number}</name></report>\n")


def txt(number, chance, size):
    return f"Begin-{number}\n\n" + "".join("  ".join(row) + "\n\n" for row in rows(chance, size, 8)) + f"End-{number}\n"


MAKERS = {"html": html, "csv": csv, "xml": xml, "txt": txt, "json": html, "docx": html}


def make(folder, count, least=5000, most=200000, suffixes=SUFFIXES, seed=5):
    """Sizes are spread evenly over their logarithm; 500 files a folder. Answers number → path; JSON and DOCX need `finish`."""
    made = {}
    for number in range(count):
        chance = random.Random(seed * 1000003 + number)
        suffix = suffixes[number % len(suffixes)]
        size = int(least * (most / least) ** chance.random())
        path = os.path.join(folder, f"{number // 500:03}", f"{number}.{suffix}")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(MAKERS[suffix](number, chance, size))
        made[number] = path
    return made


def finish(retort, made, scratch):
    """Makes JSON and DOCX of those that shall be such."""
    for suffix in ("json", "docx"):
        paths = [path for path in made.values() if path.endswith("." + suffix)]
        out = os.path.join(scratch, "as-" + suffix)
        subprocess.run([retort, "bulk", "--from-list", "-", "--null", "--to", suffix, "--out", out, "--quiet", "--from", "html"], check=True,
                       input=b"\0".join(os.fsencode(path) for path in paths))
        for path in paths:
            os.replace(os.path.join(out, path.lstrip("/") + "." + suffix), path)


def spoil(folder, kinds):
    """Puts bad reports among the others, `kinds` after one another. Answers name → reasons that may be on record."""
    expected = {}
    for number, kind in enumerate(kinds):
        name, content, reasons = BAD[kind]
        path = os.path.join("000", f"bad{number}-{name}")
        with open(os.path.join(folder, path), "wb") as file:
            file.write(content)
        expected[path] = reasons
    return expected


BAD = {  # the last four are orders to the plugin tests/conformance/plugins/nasty.c
    "json": ("cut.json", b'{"retort":1,"blocks":["a", {"type":"par', {"malformed"}),
    "xml": ("bomb.xml", b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><r>&b;</r>', {"malformed", "unsupported", "limit"}),
    "docx": ("cut.docx", b"PK\x03\x04" + bytes(3000), {"malformed", "unsupported"}),
    "binary": ("noise.bin", bytes(range(256)) * 40, {"unsupported"}),
    "crash": ("crash.nasty", b"crash", {"crashed"}),
    "abort": ("abort.nasty", b"abort", {"crashed"}),
    "hang": ("hang.nasty", b"hang", {"timeout"}),
    "hog": ("hog.nasty", b"hog", {"crashed", "memory", "timeout"}),
}
