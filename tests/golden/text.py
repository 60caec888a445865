"""Plain text: paragraphs with the number of empty lines before each, nothing else rewritten."""
import os
import sys

# Files beside this one may be called like the modules that it needs.
sys.path = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]

import json

from tap import main, retort, shared, test


def blocks(folder, data, *options, messages=None):
    path, out = os.path.join(folder, "in.txt"), os.path.join(folder, "out.json")
    with open(path, "wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
    code, _, said = retort("convert", path, "-o", out, *options)
    assert code == 0, said
    if messages is not None:
        messages.append(said)
    with open(out, encoding="utf-8") as file:
        return json.load(file).get("blocks", [])


def told(block):
    """(empty lines before, text) of a paragraph, with a page break as a form feed."""
    if block["type"] == "page-break":
        return "\f"
    assert block["type"] == "paragraph", block
    parts = [p if isinstance(p, str) else {"page-break": "\f", "line-break": "\n"}[p["type"]] for p in block["content"]]
    return block.get("blank-before", 0), "".join(parts)


def read(folder, data, *options, **more):
    return [told(b) for b in blocks(folder, data, *options, **more)]


@test
def empty_lines_part_paragraphs_and_are_counted(folder):
    assert read(folder, "a\nb\n\nc\n\n\n\nd") == [(0, "a\nb"), (1, "c"), (3, "d")]
    assert read(folder, "\n\na\n") == [(2, "a")]
    assert read(folder, "", "--from", "text") == []


@test
def lines_of_white_space_are_empty_and_other_white_space_stays(folder):
    said = []
    assert read(folder, "  a \t\n\tb  \n \t\n\u3000\u00a0\n\u3000c\n", messages=said) == [(0, "  a \t\n\tb  "), (2, "\u3000c")]
    assert "presentation" in said[0], said


@test
def every_line_end_counts_once(folder):
    assert read(folder, "a\r\nb\r\rc\n\r\nd") == [(0, "a\nb"), (1, "c"), (1, "d")]


@test
def a_form_feed_is_a_page_break(folder):
    assert read(folder, "a\fb\n\n\fc\n") == [(0, "a\fb"), "\f", (1, "c")]


@test
def each_line_can_be_a_paragraph(folder):
    assert read(folder, "a\nb\n\n\nc\n", "-O", "lines=paragraphs") == [(0, "a"), (0, "b"), (2, "c")]


@test
def empty_lines_at_the_end_are_not_lost_silently(folder):
    said = []
    read(folder, "a\n", messages=said)
    assert "lost" not in said[0], said
    read(folder, "a\n\n\n", messages=said)
    assert "lost presentation" in said[1] and "empty lines" in said[1], said


@test
def charsets_are_the_hosts(folder):
    assert read(folder, "情况\n\n说明".encode("utf-16")) == [(0, "情况"), (1, "说明")]
    data = "根据有关规定，现将情况公布如下。\n\n第二段".encode("gb18030")
    assert read(folder, data, "--charset", "gbk") == [(0, "根据有关规定，现将情况公布如下。"), (1, "第二段")]


@test
def long_white_space_and_long_lines_pass_in_pieces(folder):
    line = "x" * 300000
    assert read(folder, line + "\n\n" + line) == [(0, line), (1, line)]
    blank = " " * 5000
    assert read(folder, "a\n" + blank + "\nb\n") == [(0, "a\n" + blank + "\nb")]
    assert read(folder, "a\n" + " " * 4000 + "\nb\n") == [(0, "a"), (1, "b")]


@test
def the_flattened_sample_keeps_seven_empty_lines_before_each_figure(folder):
    with open(shared("samples/xizang-kjt-2023.txt"), "rb") as file:
        found = read(folder, file.read())
    figures = [n for n, text in found if n > 5]
    assert figures == [7] * 25, figures
    assert all(text.strip() == "0" for n, text in found if n == 7)


main()
