"""Messages: every code is in a table and in docs/diagnostics.md, and none is there in vain; text, JSON
and colours as documented."""
import glob
import json
import os
import pty
import re
import subprocess

from tap import RETORT, ROOT, main, retort, test

TABLE_ROW = re.compile(r'\{\s*(?:\.code = )?"([a-z][a-z0-9-]*)",\s*(?:\.severity = )?'
                       r'RT_(?:DEBUG|INFO|WARNING|ERROR)\s*,')
CORE_ROW = re.compile(r'^X\("([a-z0-9-]+)", RT_(?:DEBUG|INFO|WARNING|ERROR), "', re.M)
CALL = re.compile(r'\b(?:\w*report|rt_messages_say|host->report)\s*\((?:[^;{}"]*?)"([a-z][a-z0-9-]*)"')
LITERAL = re.compile(r'"([a-z]+(?:-[a-z0-9]+)+)"')


def sources():
    """Path → text of every C file that may report."""
    paths = [path for part in ("core", "plugins", "examples")
             for path in glob.glob(os.path.join(ROOT, part, "**", "*.[ch]"), recursive=True)]
    texts = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts[os.path.relpath(path, ROOT)] = file.read()
    return texts


def core_codes():
    with open(os.path.join(ROOT, "core", "diagnostics.def"), encoding="utf-8") as file:
        return CORE_ROW.findall(file.read())


def plugin_codes(texts):
    return {path: TABLE_ROW.findall(text) for path, text in texts.items()
            if not path.startswith("core/") or path.startswith("core/kit/")}


def documented():
    with open(os.path.join(ROOT, "docs", "diagnostics.md"), encoding="utf-8") as file:
        text = file.read()
    return re.findall(r"^\| ([a-z0-9-]+) \| (?:debug|info|warning|error) \|", text, re.M), text


@test
def every_code_that_is_reported_is_in_a_table(folder):
    texts = sources()
    known = {*core_codes(), *(c for codes in plugin_codes(texts).values() for c in codes)}
    missing = [(path, code) for path, text in texts.items() for code in CALL.findall(text)
               if code not in known]
    assert len(known) > 30 and not missing, missing


@test
def what_looks_like_a_code_of_a_family_is_one(folder):
    """Codes also travel through helpers and structs, where no call shows them."""
    texts = sources()
    known = {*core_codes(), *(c for codes in plugin_codes(texts).values() for c in codes)}
    families = {code.split("-")[0] for code in known if "-" in code}
    stray = [(path, word) for path, text in texts.items() for word in LITERAL.findall(text)
             if word.split("-")[0] in families and word not in known]
    assert not stray, stray


@test
def every_code_of_a_table_is_used(folder):
    texts = sources()
    used = {}
    for path, text in texts.items():
        for code in re.findall(r'"([a-z][a-z0-9-]*)"', text):
            used.setdefault(code, []).append(path)
    vain = [code for code in core_codes() if code not in used]
    for path, codes in plugin_codes(texts).items():
        for code in codes:  # its own row is one place, a use another
            around = os.path.dirname(path)
            places = [p for p in used.get(code, []) if p.startswith((around, "core/kit"))]
            if len(places) < 2:
                vain.append(code)
    assert not vain, vain


@test
def no_code_is_in_a_table_twice(folder):
    core = core_codes()
    assert len(core) == len(set(core)), [c for c in core if core.count(c) > 1]
    for path, codes in plugin_codes(sources()).items():
        assert len(codes) == len(set(codes)), (path, codes)
        assert not set(codes) & set(core), (path, set(codes) & set(core))


@test
def the_documentation_lists_exactly_what_there_is(folder):
    codes, _ = documented()
    texts = sources()
    there = {*core_codes(), *(c for path, codes in plugin_codes(texts).items()
                              if not path.startswith("examples/") for c in codes)}
    assert set(codes) == there, (set(codes) ^ there)


@test
def the_documentation_is_what_the_program_prints(folder):
    status, out, err = retort("help", "diagnostics", "--markdown",
                              env={"RETORT_PLUGIN_PATH": "", "XDG_DATA_HOME": folder})
    assert status == 0, err
    assert out.decode() == documented()[1], \
        "docs/diagnostics.md is old: retort help diagnostics --markdown >docs/diagnostics.md"


# ---- Rendering

def put(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return path


MALFORMED = '{\n "retort": 1,\n "blocks": [      ,\n]}'
BAD_TEXT = b"a,b\n\xff\xfe,1\n\"x\"y,2\n"


@test
def a_message_names_file_line_and_column(folder):
    path = put(folder, "bad.json", '{"retort": 1,\n "blocks": [\n  "a", "b", "c",,\n]}')
    status, _, err = retort(path, os.path.join(folder, "x.xml"))
    assert status == 4, err
    assert re.match(re.escape(path) + r":3:17: error: .+ \[json-[a-z-]+\]\n", err), err


@test
def a_record_is_named_behind_its_line(folder):
    path = put(folder, "a.csv", "a,b,c\n1,2,3\n")
    status, _, err = retort(path, os.path.join(folder, "x.json"), "--limit=columns=2")
    assert status == 5, err
    assert re.search(re.escape(path) + r":1(:\d+)?: record 1: error: .+ \[limit\]\n", err), err


@test
def json_lines_parse_and_have_known_codes(folder):
    codes = set(documented()[0])
    seen = 0
    for name, content in (("bad.json", MALFORMED), ("bad.csv", BAD_TEXT), ("x.pdf", "%PDF-1.7\n"),
                          ("t.csv", "a,b\n1,2\n")):
        path = put(folder, name, content)
        _, _, err = retort(path, os.path.join(folder, "out.json"), "--diagnostics=json", "-v")
        for line in err.splitlines():
            message = json.loads(line)
            assert message["severity"] in ("debug", "info", "warning", "error"), line
            assert message["code"] in codes and message["message"], line
            assert set(message) <= {"severity", "code", "file", "part", "line", "column", "item",
                                    "unit", "message"}, line
            seen += 1
    assert seen >= 4, seen


@test
def json_says_the_same_position_as_text(folder):
    path = put(folder, "bad.json", MALFORMED)
    out = os.path.join(folder, "x.xml")
    message = json.loads(retort(path, out, "--diagnostics=json")[2].splitlines()[0])
    text = retort(path, out)[2].splitlines()[0]
    assert text == (f"{path}:{message['line']}:{message['column']}: {message['severity']}: "
                    f"{message['message']} [{message['code']}]"), (text, message)


@test
def names_cannot_harm_a_terminal_nor_json(folder):
    name = b"no\x1b[31m\xff\n.csv"
    for mode in ("text", "json"):
        done = subprocess.run([RETORT.encode(), b"inspect", name, b"--diagnostics=" + mode.encode()],
                              cwd=folder, capture_output=True, timeout=60)
        assert done.returncode == 3 and b"\x1b" not in done.stderr, done.stderr
        assert done.stderr.count(b"\n") == 1, done.stderr
        if mode == "json":
            assert "\x1b[31m" in json.loads(done.stderr)["file"], done.stderr


def on_terminal(*args, **environment):
    """What goes to a terminal that is standard error."""
    master, slave = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    env.update({"TERM": "xterm", **environment})
    subprocess.run([RETORT, *args], stderr=slave, stdout=subprocess.DEVNULL, timeout=60, env=env)
    os.close(slave)
    text = b""
    try:
        while chunk := os.read(master, 65536):
            text += chunk
    except OSError:  # the other end is closed
        pass
    os.close(master)
    return text


@test
def colours_only_on_a_terminal_that_wants_them(folder):
    path = os.path.join(folder, "missing")
    assert "\x1b" not in retort("inspect", path)[2]
    assert "\x1b[31m" in retort("inspect", path, "--colour=always")[2]
    assert b"\x1b[31m" in on_terminal("inspect", path)
    assert b"\x1b" not in on_terminal("inspect", path, "--colour=never")
    assert b"\x1b" not in on_terminal("inspect", path, "--diagnostics=json")
    assert b"\x1b" not in on_terminal("inspect", path, NO_COLOR="1")
    assert b"\x1b[31m" in on_terminal("inspect", path, NO_COLOR="")
    assert b"\x1b[31m" in on_terminal("inspect", path, "--colour=always", NO_COLOR="1")
    assert b"\x1b" not in on_terminal("inspect", path, TERM="dumb")


@test
def quiet_and_verbose_set_what_is_shown(folder):
    path = put(folder, "bad.csv", BAD_TEXT)
    out = os.path.join(folder, "x.json")
    normal, quiet, loud = (retort(path, out, *more)[2] for more in ([], ["-q"], ["-v"]))
    assert "warning" in normal and "debug" not in normal, normal
    assert quiet == "", quiet
    assert "debug" in loud and "[converted]" in loud, loud


main()
