"""`formats` and `plugins`: lists for people and scripts, checking a plugin, writing an index."""
import os
import shutil

from tap import main, retort, test


def names(*args):
    status, out, err = retort("formats", "--names", *args)
    assert (status, err) == (0, ""), (status, err)
    return out.decode().splitlines()


def plugin(name="csv"):
    """The built plugin of that format."""
    for line in retort("plugins")[1].decode().splitlines()[1:]:
        if f"read {name}" in line:
            return line.split()[-1]
    raise AssertionError("no plugin reads " + name)


@test
def names_are_one_a_line_sorted_and_once(folder):
    every = names()
    assert every == sorted(set(every)) and {"csv", "json", "text", "xml"} <= set(every), every
    assert set(names("--read")) | set(names("--write")) | set(names("--filter")) == set(every)
    assert "text" in names("--read") and "text" not in names("--write")


@test
def every_listed_writer_writes(folder):
    path = os.path.join(folder, "a.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("a,b\n1,2\n")
    for name in names("--write"):
        status, _, err = retort("convert", path, "-o", os.path.join(folder, "out"), "--to", name)
        assert status == 0, (name, err)
        assert os.path.getsize(os.path.join(folder, "out")) > 0, name


@test
def the_table_has_a_line_for_each_format(folder):
    status, out, err = retort("formats")
    lines = out.decode().splitlines()
    assert (status, err) == (0, "") and len(lines) == 1 + len(names()), lines
    csv = next(line for line in lines if line.startswith("csv "))
    assert "read, write" in csv and "Comma-separated" in csv, csv


@test
def plugins_are_listed_with_what_they_offer(folder):
    status, out, err = retort("plugins")
    assert (status, err) == (0, ""), err
    for line in out.decode().splitlines()[1:]:
        assert os.path.isabs(line.split()[-1]) or os.path.exists(line.split()[-1]), line


@test
def check_tells_what_a_plugin_offers(folder):
    status, out, err = retort("plugin", "check", plugin())
    assert (status, err) == (0, ""), err
    assert b"read csv" in out and b"write csv" in out and b"-O delimiter" in out, out
    assert retort("plugins", "check", plugin())[1] == out


@test
def check_tells_why_a_file_is_no_plugin(folder):
    text = os.path.join(folder, "text.rt.so")
    with open(text, "w", encoding="utf-8") as file:
        file.write("no plugin\n")
    cut = os.path.join(folder, "cut.rt.so")
    with open(plugin(), "rb") as whole, open(cut, "wb") as file:
        file.write(whole.read(5000))
    for path in (text, cut, folder, os.path.join(folder, "missing.rt.so"), "/bin/sh"):
        status, out, err = retort("plugins", "check", path)
        assert (status, out) == (7, b""), (path, status, out)
        assert path in err and "[plugin-refused]" in err, err


@test
def an_index_is_written_and_used(folder):
    shutil.copy(plugin(), os.path.join(folder, "mine.rt.so"))
    status, _, err = retort("plugins", "index", folder)
    assert status == 0, err
    assert len(os.listdir(folder)) == 2, os.listdir(folder)
    status, out, err = retort("plugins", "-v", env={"RETORT_PLUGIN_PATH": folder})
    assert status == 0 and folder.encode() in out, (out, err)
    assert f"{folder}: " not in err, err  # nothing to say about the index
    assert retort("plugins", "index", os.path.join(folder, "none"))[0] in (3, 6)


@test
def a_broken_plugin_on_the_path_is_a_warning(folder):
    path = os.path.join(folder, "broken.rt.so")
    with open(path, "w", encoding="utf-8") as file:
        file.write("no plugin\n")
    status, out, err = retort("formats", "--names", env={"RETORT_PLUGIN_PATH": folder})
    assert status == 0 and b"csv" in out, (status, err)
    assert path in err and "warning" in err, err
    assert retort("formats", "--quiet", env={"RETORT_PLUGIN_PATH": folder})[2] == ""


@test
def version_and_tables_look_for_no_plugins(folder):
    with open(os.path.join(folder, "broken.rt.so"), "w", encoding="utf-8") as file:
        file.write("no plugin\n")
    for args in (["--version"], ["--help"], ["help", "limits"], ["help", "model"], ["schema", "xml"]):
        status, out, err = retort(*args, env={"RETORT_PLUGIN_PATH": folder})
        assert (status, err) == (0, "") and out, (args, err)


main()
