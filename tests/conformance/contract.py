"""contract.py - the plugin contract as the command shows it: refusals and their exit status,
plugins of an older and a newer contract at work, who comes first, and an index in any state.

The plugins are built by meson.build beside this file; unit/plugins.c looks closer.
"""
import os
import shutil

from tap import BUILD, main, retort, test

MODULES = os.path.join(BUILD, "tests", "conformance")
LINES = "first\nsecond <&> 水\n\nlast\n"

REFUSED = {
    "no-symbol": "exports no rt_plugin_v1",
    "size-tiny": "its size field says 4",
    "size-small": "too small",
    "size-huge": "its size field says",
    "major-old": "built for version 0 of the plugin contract, this retort has version 1: rebuild",
    "major-new": "built for version 2 of the plugin contract, this retort has version 1: upgrade retort",
    "minor-new": "needs version 1.99 of the plugin contract, this retort has version 1.0: upgrade retort",
    "no-id": "its id is missing",
    "no-version": "its version is missing",
    "no-format": "its format is missing",
    "no-name": "its format's name is missing",
    "no-read": "its read is missing",
    "no-open": "its open is missing",
    "no-filter-name": "its name is missing",
    "no-filter-open": "its open is missing",
    "no-capabilities": "its carries has no table",
    "option-type": "has the type 77, which does not exist",
}


def module(name):
    return os.path.join(MODULES, name + ".rt.so")


def place(folder, name, bytes_or_text=LINES):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(bytes_or_text)
    return path


def shelf(folder, *names):
    """A folder of plugins and the environment in which it is searched."""
    plugins = os.path.join(folder, "plugins")
    os.makedirs(plugins, exist_ok=True)
    for name in names:
        shutil.copy(module(name), plugins)
    return plugins, {"RETORT_PLUGIN_PATH": plugins, "XDG_DATA_HOME": os.path.join(folder, "none")}


def convert(folder, *args, env=None, source=LINES, name="in.txt"):
    """Converts a small file; returns status, the output's text or None, messages."""
    given = place(folder, name, source)
    out = os.path.join(folder, "out.txt")
    if os.path.exists(out):
        os.remove(out)
    status, _, messages = retort("convert", given, "-o", out, *args, env=env)
    if not os.path.exists(out):
        return status, None, messages
    with open(out, encoding="utf-8") as file:
        return status, file.read(), messages


def same(left, right):
    assert left == right, f"{left!r} is not {right!r}"


def says(messages, *texts):
    for text in texts:
        assert text in messages, f"{text!r} is not in: {messages}"


@test
def a_plugin_of_an_older_contract_works(folder):
    plugin = ["--plugin", module("older"), "--from", "older", "--to", "older"]
    same(convert(folder, *plugin), (0, LINES, ""))
    status, text, messages = convert(folder, *plugin, "-O", "read.prefix=\\t", "-O", "read.times=2",
                                     "-O", "write.prefix=> ", source="a\nb\n")
    same((status, text), (0, "> \t\ta\n> \t\tb\n"))
    status, _, messages = convert(folder, *plugin, "-O", "times=10")
    same(status, 2)
    says(messages, "10 is out of range, it takes 1 to 9")


@test
def a_plugin_of_a_newer_contract_works(folder):
    plugin = ["--plugin", module("newer"), "--from", "newer", "--to", "newer"]
    same(convert(folder, *plugin), (0, LINES, ""))
    status, text, _ = convert(folder, *plugin, "-O", "write.prefix=> ", "-O", "times=3", source="a\n")
    same((status, text), (0, "> > > a\n"))
    status, text, _ = convert(folder, "--plugin", module("newer"), "--to", "newer", source="newer: b\n")
    same((status, text), (0, "newer: b\n"))


@test
def older_and_newer_work_together(folder):
    plugins = ["--plugin", module("newer"), "--plugin", module("older")]
    same(convert(folder, *plugins, "--from", "older", "--to", "newer"), (0, LINES, ""))
    same(convert(folder, *plugins, "--from", "newer", "--to", "older"), (0, LINES, ""))


@test
def what_is_refused_when_given_is_an_error(folder):
    for name, why in REFUSED.items():
        status, text, messages = convert(folder, "--plugin", module(name), "--to", "json")
        same((name, status, text), (name, 7, None))
        says(messages, module(name), why, "plugin-refused")


@test
def what_is_no_plugin_is_refused(folder):
    empty, script = place(folder, "empty.rt.so", ""), place(folder, "script.rt.so", "#!/bin/sh\nexit 1\n")
    for path, why in (empty, "not a shared object"), (script, "not a shared object"), \
                     (folder, "is a folder"), (os.path.join(folder, "none.rt.so"), "No such file"):
        status, text, messages = convert(folder, "--plugin", path, "--to", "json")
        same((path, status, text), (path, 7, None))
        says(messages, path, why)


@test
def what_is_refused_in_a_folder_is_a_warning(folder):
    plugins, env = shelf(folder, "one", *REFUSED)
    place(plugins, "text.rt.so", "no plugin")
    status, text, messages = convert(folder, "--from", "one", "--to", "one", env=env)
    same((status, text), (0, LINES))
    for name, why in REFUSED.items():
        says(messages, os.path.join(plugins, name + ".rt.so"), why)
    says(messages, "warning", "plugin-skipped", os.path.join(plugins, "text.rt.so"))


@test
def of_the_same_id_the_first_in_path_order_wins(folder):
    plugins, env = shelf(folder, "one")
    given = ["--plugin", module("one-again")]
    status, text, messages = convert(folder, *given, "--from", "again", "--to", "again", env=env)
    same((status, text), (0, LINES))
    says(messages, module("one-again"), os.path.join(plugins, "one.rt.so"), "same id")
    status, text, messages = convert(folder, *given, "--from", "one", "--to", "again", env=env)
    same((status, text), (2, None))
    says(messages, 'no input format "one"')


@test
def readers_that_claim_the_same_file_stop_it(folder):
    _, env = shelf(folder, "one", "two")
    source = "claim: mine\n"
    status, text, messages = convert(folder, "--to", "one", env=env, source=source, name="in.dat")
    assert status not in (0, 1) and text is None
    says(messages, "--from one", "--from two", "input-ambiguous")
    for extra in {"args": ["--from", "two"]}, {"name": "in.two"}:
        status, text, _ = convert(folder, "--to", "one", *extra.get("args", []), env=env, source=source,
                                  name=extra.get("name", "in.dat"))
        same((status, text), (0, source))


@test
def an_index_may_be_missing_stale_or_damaged(folder):
    plugins, env = shelf(folder, "one", "two")
    index = os.path.join(plugins, "plugins.index")
    args = ["--from", "two", "--to", "one"]
    same(convert(folder, *args, env=env), (0, LINES, ""))
    status, _, messages = retort("plugins", "index", plugins, env=env)
    same((status, os.path.exists(index)), (0, True))
    same(convert(folder, *args, env=env), (0, LINES, ""))
    with open(index, "rb") as file:
        whole = file.read()
    for damaged in b"", whole[:-1], whole[:100], whole.replace(b"one", b"eno"), b"\0" * 5000, whole + whole:
        with open(index, "wb") as file:
            file.write(damaged)
        same(convert(folder, *args, env=env), (0, LINES, ""))
    with open(index, "wb") as file:
        file.write(whole)
    os.remove(os.path.join(plugins, "two.rt.so"))
    shutil.copy(module("newer"), os.path.join(plugins, "one.rt.so"))
    shutil.copy(module("one"), os.path.join(plugins, "two.rt.so"))
    same(convert(folder, "--from", "newer", "--to", "one", env=env), (0, LINES, ""))
    same(convert(folder, *args, env=env)[0], 2)


@test
def an_index_is_written_beside_the_plugins_only(folder):
    plugins, env = shelf(folder, "one", "no-id")
    status, _, messages = retort("plugins", "index", plugins, env=env)
    same(status, 0)
    says(messages, "its id is missing")
    same(sorted(os.listdir(plugins)), ["no-id.rt.so", "one.rt.so", "plugins.index"])
    status, _, messages = retort("plugins", "index", os.path.join(folder, "nowhere"), env=env)
    assert status != 0
    says(messages, "nowhere", "No such file")


main()
