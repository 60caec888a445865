"""The plugins of examples/plugins: built by the line in their first comment, from the installed
headers alone, loaded by --plugin and by path, and run."""
import json
import os
import subprocess

from tap import ROOT, main, retort, test


def build(folder, name):
    """Runs the file's own cc line in a folder that has nothing but include/ and examples/."""
    for part in ("include", "examples"):
        if not os.path.lexists(os.path.join(folder, part)):
            os.symlink(os.path.join(ROOT, part), os.path.join(folder, part))
    with open(os.path.join(ROOT, "examples/plugins", name + ".c"), encoding="utf-8") as file:
        line = file.readline()
    assert line.startswith("/* cc "), line
    done = subprocess.run(line[3:].split() + ["-Wall", "-Wextra", "-Werror"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    path = os.path.join(folder, name + ".rt.so")
    assert os.path.exists(path), "the cc line makes another file"
    return path


def convert(folder, plugin, data, source, target, *options, status=0, by_path=False):
    path, out = os.path.join(folder, source), os.path.join(folder, target)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(data)
    load = () if by_path else ("--plugin", plugin)
    env = {"RETORT_PLUGIN_PATH": os.path.dirname(plugin)} if by_path else {}
    code, _, said = retort("convert", *load, path, "-o", out, *options, env=env)
    assert code == status, (code, said)
    if status:
        return None, said
    with open(out, encoding="utf-8", newline="") as file:
        return file.read(), said


def report(*blocks, **more):
    return json.dumps({"retort": 1, "blocks": list(blocks), **more})


def paragraph(*content):
    return {"type": "paragraph", "content": list(content)}


def run(text, *marks):
    return {"text": text, "marks": list(marks)}


# ---- markdown ----------------------------------------------------------------------------------

@test
def markdown_writes_every_kind_of_block(folder):
    items = [{"content": ["one"], "blocks": [{"type": "list", "items": ["in", "deep"]}]}, "two",
             {"checked": "yes", "content": ["done"]}]
    data = report(
        {"type": "section", "level": 1, "number": "1.", "heading": ["Head"], "blocks": [
            paragraph("text ", {"type": "link", "href": "https://a.example/x y", "title": "T", "content": ["link"]},
                      {"type": "note-reference", "ref": "n1"}),
            {"type": "list", "ordered": True, "start": 3, "items": items},
            {"type": "list", "ordered": True, "items": ["other list"]},
            {"type": "quote", "blocks": [paragraph("said"), paragraph("twice")]},
            {"type": "code-block", "code-language": "c", "content": ["a```b\n\nc"]},
            {"type": "rule"},
            paragraph({"type": "image", "alt": "a [b]", "source": "p.png"})]},
        notes=[{"id": "n1", "role": "footnote", "blocks": [paragraph("why"), paragraph("more")]}])
    out, _ = convert(folder, build(folder, "markdown"), data, "in.json", "out.md")
    assert out == """# 1. Head

text [link](<https://a.example/x y> "T")[^n1]

3. one
   - in
   - deep
4. two
5. [x] done

1) other list

> said
>
> twice

````c
a```b

c
````

___

![a \\[b\\]](<p.png>)

[^n1]: why

    more
""", out


@test
def markdown_escapes_what_would_mean_something(folder):
    data = report(paragraph("*a* _b_ `c` [d](e) <f> &amp; ~g~ h|i \\ 1. x"), paragraph("- a\n# b\n12. c\n12.5"),
                  paragraph("  two spaces"), paragraph("x", run(" a ", "bold"), "y", run("b", "italic", "bold"), run("c", "italic")),
                  paragraph("数", run("“字”", "bold"), "据"), paragraph(run("a``b", "code"), " ", run("x", "sup"), "end\n"),
                  paragraph("12. d ", run("b", "bold"), " ", run("c", "italic"), " ", run("数据", "strike"), " ", run("a*b", "code")))
    out, _ = convert(folder, build(folder, "markdown"), data, "in.json", "out.md")
    assert out == r"""\*a\* \_b\_ \`c\` \[d\](e) \<f\> \&amp; \~g\~ h\|i \\ 1. x

\- a<br>\# b<br>12. c<br>12.5

&#32; two spaces

x<b> a </b>y***b***<i>c</i>

数<b>“字”</b>据

<code>a\`\`b</code> <sup>x</sup>end<br>

12\. d **b** *c* ~~数据~~ `a*b`
""", out


@test
def markdown_tables_have_a_head_and_no_spans(folder):
    data = report({"type": "table", "rows": [
        {"part": "head", "cells": ["a", {"colspan": 2, "content": ["b|c"]}]},
        ["1", {"blocks": [paragraph("p"), {"type": "list", "items": ["q", "r"]}]}],
        ["x", "y\nz", "w"]]}, {"type": "table", "rows": [["no"], ["head", "here"]]})
    out, said = convert(folder, build(folder, "markdown"), data, "in.json", "out.md")
    assert out == """| a | b\\|c |  |
| --- | --- | --- |
| 1 | p<br>• q<br>• r |  |
| x | y<br>z | w |

|  |  |
| --- | --- |
| no |  |
| head | here |
""", out
    assert "lost structure" in said, said


@test
def markdown_cannot_forget_the_loss_report(folder):
    plugin, losses = build(folder, "markdown"), os.path.join(folder, "losses.txt")
    data = report(paragraph({"type": "ruby", "reading": "hàn", "content": ["汉"]}), {"type": "rule"},
                  {"type": "paragraph", "align": "center", "content": [run("u", "underline", "highlight")]},
                  meta=[{"name": "title", "value": "T"}])
    out, _ = convert(folder, plugin, data, "in.json", "out.md", "--losses", losses)
    assert out == "汉（hàn）\n\n___\n\n<ins>u</ins>\n", out
    with open(losses, encoding="utf-8") as file:
        told = file.read()
    for lost in ("ruby", "meta", "align", "highlight"):
        assert lost in told, (lost, told)
    assert "underline" not in told, told


@test
def markdown_writes_the_example_report_by_path(folder):
    plugin = build(folder, "markdown")
    with open(os.path.join(ROOT, "examples/reports/annual-report.json"), encoding="utf-8") as file:
        out, _ = convert(folder, plugin, file.read(), "in.json", "out.md", by_path=True)
    assert "# 一、总体情况" in out and "| 水利站 | 9 | 3 | 5 | 52 | 51 | 0 |" in out, out


# ---- ini -------------------------------------------------------------------------------------------

SETTINGS = "; who\nname = 中心\n\n[ Water ]\nlevel=3\nnote = first\n  second\nempty =\n# end\n"


@test
def ini_reads_sections_and_definitions(folder):
    out, said = convert(folder, build(folder, "ini"), SETTINGS, "in.ini", "out.json")
    found = json.loads(out)["blocks"]
    assert [b["type"] for b in found] == ["definitions", "section"], found
    assert found[1]["level"] == 1 and found[1]["heading"] == ["Water"], found
    pairs = json.dumps(found[1]["blocks"], ensure_ascii=False)
    for text in ("level", "3", "first\\nsecond", "empty"):
        assert text in pairs, (text, pairs)
    assert "lost content: 2 × comment" in said, said


@test
def ini_keys_can_be_a_table(folder):
    plugin = build(folder, "ini")
    out, _ = convert(folder, plugin, SETTINGS, "in.ini", "out.csv", "-O", "keys=table", by_path=True)
    assert out == 'name,中心\n\nlevel,3\nnote,"first\nsecond"\nempty,\n', out


@test
def ini_says_where_a_line_is_wrong(folder):
    plugin = build(folder, "ini")
    for data, where in (("a=1\n[é\n", "in.ini:2:3: error: "), ("[s]\n\n  word\n", "in.ini:3:3: error: "), ("=1\n", "in.ini:1:1: error: ")):
        _, said = convert(folder, plugin, data, "in.ini", "out.json", "--from", "ini", status=4)
        assert where in said and "[ini-malformed]" in said, said
    _, said = convert(folder, plugin, "a=" + "b" * 200000, "in.ini", "out.json", "--limit", "cell-length=100000", status=5)
    assert "cell-length" in said, said


@test
def ini_is_known_by_content_and_does_not_depend_on_windows(folder):
    plugin = build(folder, "ini")
    data = ("[s]\n" + "".join(f"key{i} = é{i}\n" for i in range(30000))).encode()
    code, piped, said = retort("convert", "--plugin", plugin, "-", "-o", "-", "--to", "csv", "-O", "keys=table", stdin=data)
    assert code == 0, said
    assert piped.decode() == "".join(f"key{i},é{i}\n" for i in range(30000))


# ---- tables --------------------------------------------------------------------------------------------

@test
def tables_keeps_only_the_tables_and_says_what_went(folder):
    data = report(paragraph("gone"), {"type": "section", "level": 1, "heading": ["H"], "blocks": [
        {"type": "quote", "blocks": [{"type": "table", "rows": [["a", {"blocks": [paragraph("p"), paragraph("q")]}]]}]},
        {"type": "table", "rows": [["b"]]}]})
    plugin, losses = build(folder, "tables"), os.path.join(folder, "losses.txt")
    for by_path in (False, True):
        out, _ = convert(folder, plugin, data, "in.json", "out.json", "--filter", "tables", "--losses", losses, by_path=by_path)
        found = json.loads(out)["blocks"]
        assert [b["type"] for b in found] == ["table", "table"], found
        assert found[0]["rows"][0][0] == "a" and found[1]["rows"] == [["b"]], found
        with open(losses, encoding="utf-8") as file:
            told = file.read()
        for kind in ("paragraph", "section", "heading", "quote"):
            assert "removed" in told and kind in told, told


main()
