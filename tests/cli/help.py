"""Help: everything there is has its place in it, and what it says is what the program takes."""
import os
import re

from tap import ROOT, main, retort, test

COMMANDS = ["convert", "inspect", "diff", "formats", "plugins", "schema", "help"]
TOPICS = ["commands", "formats", "limits", "losses", "diagnostics", "statuses", "model"]


def lines_of(*args):
    status, out, err = retort(*args)
    assert status == 0, (args, err)
    assert err == "", (args, err)
    return out.decode().splitlines()


def source(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


@test
def overview_names_every_command_and_topic(folder):
    words = {line.split()[0] for line in lines_of("--help") if line.startswith("  ")}
    assert not {*COMMANDS, *TOPICS} - words, words
    assert lines_of("--help") == lines_of("help") == lines_of("-h")


@test
def without_arguments_the_overview_goes_to_stderr(folder):
    status, out, err = retort()
    assert (status, out) == (2, b""), (status, out)
    assert "retort IN OUT" in err


@test
def version_is_one_line(folder):
    (line,) = lines_of("--version")
    assert re.fullmatch(r"retort \d+\.\d+\.\d+\S*", line), line


@test
def every_command_has_its_help(folder):
    for name in COMMANDS:
        text = "\n".join(lines_of(name, "--help"))
        assert f"usage: retort {name} " in text, text
        for option in ("--plugin", "--limit", "--diagnostics", "--colour", "--quiet", "--verbose"):
            assert option in text, (name, option)
        if name != "formats":  # which is a topic as well
            assert lines_of("help", name) == text.split("\n"), name


@test
def every_option_is_in_its_commands_help(folder):
    for name in COMMANDS:
        text = "\n".join(lines_of(name, "--help"))
        table = source(f"core/cli/{name}.c")
        options = re.findall(r'\n    \{"([a-z-]+)", (?:0|\'(.)\'), RT_ARGUMENT_', table)
        for option, letter in options:
            shown = f"-{letter}, --{option}" if letter else f"--{option}"
            assert re.search(re.escape(shown) + r"(?=[=\[\s])", text), (name, shown)


@test
def every_limit_is_listed_and_can_be_set(folder):
    names = re.findall(r'^    X\([A-Z_]+, "([a-z-]+)"', source("core/limit.h"), re.M)
    shown = {line.split()[0] for line in lines_of("help", "limits") if line}
    assert len(names) > 5
    for name in names:
        assert name in shown, name
        for value in ("12345678", "64M", "none"):
            status, _, err = retort("formats", f"--limit={name}={value}")
            assert status == 0, (name, value, err)


@test
def statuses_are_those_of_the_program(folder):
    numbers = [line.split()[0] for line in lines_of("help", "statuses") if line]
    assert [n for n in numbers if n.isdigit()] == [str(n) for n in range(8)], numbers


@test
def the_model_has_every_kind_and_attribute(folder):
    names = re.findall(r'^    X\([A-Z_]+, \d+, \d+, "([a-z-]+)"', source(
        "include/retort/vocabulary.h"), re.M)
    first = [line.split()[0] for line in lines_of("help", "model") if re.match(r"\S", line)]
    for name in names:
        assert name in first, name


@test
def every_format_tells_its_options(folder):
    names = lines_of("formats", "--names")
    assert {"csv", "json", "xml", "text"} <= set(names), names
    for name in names:
        text = "\n".join(lines_of("help", name))
        assert "options" in text and "plugin: " in text, (name, text)


@test
def an_unknown_topic_suggests(folder):
    for wrong, right in (("limit", "limits"), ("convrt", "convert"), ("jsn", "json")):
        status, out, err = retort("help", wrong)
        assert (status, out) == (2, b""), (wrong, status)
        assert f"'retort help {right}'" in err, err


@test
def markdown_tables_are_rectangular(folder):
    for topic in TOPICS:
        rows = [line for line in lines_of("help", topic, "--markdown") if line.startswith("|")]
        assert len(rows) > 3, topic
        width = 0
        for row in rows:
            cells = len(re.findall(r"(?<!\\)\|", row)) - 1
            if set(row) <= set("|- "):
                assert cells == width, (topic, row)
            width = cells


@test
def schemas_are_printed_and_nothing_else(folder):
    assert lines_of("schema", "json")[0].startswith("{")
    assert lines_of("schema", "xml")[0].startswith("<")
    for wrong in ([], ["yaml"], ["json", "xml"]):
        status, out, err = retort("schema", *wrong)
        assert (status, out) == (2, b"") and "schema takes one name" in err, (wrong, status, err)


main()
