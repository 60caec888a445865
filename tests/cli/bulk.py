"""`retort bulk`: names, the record, resuming, workers that crash or hang, interrupts, and the scripts of examples/bulk."""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time

from tap import BUILD, RETORT, ROOT, Skip, main, retort, test

NASTY = ["--plugin", os.path.join(BUILD, "tests/conformance/nasty.rt.so")]
CSV = "name,count\n甲,1\n乙,2\n"


def put(*path, text=CSV):
    path = os.path.join(*path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def bulk(status, *args, says="", **options):
    got, out, said = retort("bulk", *args, "--to", "json", **options)
    assert got == status, (args, got, said)
    assert says in said, (says, said)
    return out.decode(), said


def files(folder):
    """All files below it but the record and the staging folder's lock."""
    found = []
    for at, _, names in os.walk(os.fsencode(folder)):
        found += [os.path.relpath(os.path.join(at, name), os.fsencode(folder)) for name in names]
    return sorted(name for name in found if b"retort-bulk" not in name)


def staged(folder):
    return [name for name in os.listdir(os.path.join(folder, ".retort-bulk")) if name != "lock"]


def ask(folder, sql):
    with sqlite3.connect(f"file:{folder}/retort-bulk.sqlite?mode=ro", uri=True) as record:
        record.text_factory = os.fsdecode
        return record.execute(sql).fetchall()


@test
def a_tree_is_mirrored_and_names_are_told_apart(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    put(src, "a.xml", text="<r><x>1</x></r>")
    put(src, "deep", "er", "b.csv")
    put(src, ".hidden", "c.csv")
    bulk(0, src, "--out", out, says="3 converted, 0 failed")
    assert files(out) == [b"a.csv.json", b"a.xml.json", b"deep/er/b.csv.json"], files(out)
    assert not staged(out)
    with open(os.path.join(out, "a.csv.json"), encoding="utf-8") as file:
        assert "甲" in json.dumps(json.load(file), ensure_ascii=False)


@test
def several_sources_and_several_formats(folder):
    put(folder, "one", "a.csv")
    put(folder, "two", "a.csv")
    put(folder, "b.csv")
    out = os.path.join(folder, "out")
    bulk(0, "one", "two/", "b.csv", "--out", out, "--to", "xml,csv", cwd=folder)
    assert files(out) == sorted(f"{name}.csv.{to}".encode() for name in ("one/a", "two/a", "b") for to in ("json", "xml", "csv"))


@test
def odd_names(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    names = [b"line\nfeed.csv", b"\xff\xfe.csv", b"x" * 251 + b".csv", "長".encode() * 83 + b".csv", b"-rf.csv", b"a b'\".csv"]
    os.makedirs(src)
    for name in names:
        with open(os.path.join(os.fsencode(src), name), "wb") as file:
            file.write(CSV.encode())
    bulk(0, src, "--out", out, says="6 converted")
    made = files(out)
    assert len(made) == 6 and all(len(name) <= 255 for name in made), made
    for name in (b"line\nfeed.csv.json", b"\xff\xfe.csv.json", b"-rf.csv.json"):
        assert name in made, (name, made)
    assert any(name.startswith("長".encode() * 60) and b"~" in name for name in made)
    for name in made:
        name.replace(b"\xff\xfe", b"").decode()  # no character was cut in two
    bulk(0, src, "--out", out, "--resume", says="6 up to date")


@test
def links_loops_and_what_cannot_be_read(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "d", "a.csv")
    os.symlink("../d", os.path.join(src, "d", "loop"))
    os.symlink("self", os.path.join(src, "self"))
    os.symlink("d/a.csv", os.path.join(src, "link.csv"))
    os.symlink("nowhere", os.path.join(src, "gone.csv"))
    os.mkfifo(os.path.join(src, "pipe.csv"))
    bulk(1, src, "--out", out, says="2 converted, 2 failed")
    assert files(out) == [b"d/a.csv.json", b"link.csv.json"], files(out)
    assert sorted(ask(out, "SELECT path, reason FROM input WHERE state = 'failed'")) == \
        [("gone.csv", "unreadable"), ("self", "unreadable")]


@test
def nothing_outside_of_the_folder_is_written(folder):
    src, out, outside = (os.path.join(folder, name) for name in ("src", "out", "outside"))
    put(src, "d", "a.csv")
    os.makedirs(out)
    os.makedirs(outside)
    os.symlink(outside, os.path.join(out, "d"))
    bulk(1, src, "--out", out, says="1 failed")
    assert os.listdir(outside) == []
    paths = "../src/d/a.csv\n/" + os.path.join(src, "d", "a.csv") + "\n"
    other = os.path.join(folder, "other")
    bulk(0, "--from-list", "-", "--out", other, stdin=paths.encode(), cwd=src)
    assert files(other)[0].endswith(b"src/d/a.csv.json"), files(other)


@test
def the_output_folder_may_lie_in_the_source(folder):
    put(folder, "a.csv")
    bulk(0, ".", "--out", "out", cwd=folder)
    bulk(0, ".", "--out", "out", "--resume", cwd=folder, says="0 converted, 0 failed, 1 up to date")
    assert files(os.path.join(folder, "out")) == [b"a.csv.json"]


@test
def resume_does_what_is_missing_or_changed(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for name in "abcd":
        put(src, name + ".csv")
    bulk(0, src, "--out", out)
    times = {name: os.stat(os.path.join(out, os.fsdecode(name))).st_mtime_ns for name in files(out)}
    os.remove(os.path.join(out, "a.csv.json"))
    put(src, "b.csv", text=CSV + "丙,3\n")
    os.utime(os.path.join(src, "c.csv"))  # touched only
    put(src, "e.csv")
    bulk(0, src, "--out", out, "--resume", says="3 converted, 0 failed, 2 up to date")
    now = {name: os.stat(os.path.join(out, os.fsdecode(name))).st_mtime_ns for name in files(out)}
    assert [name for name in times if times[name] == now[name]] == [b"c.csv.json", b"d.csv.json"]
    bulk(0, src, "--out", out, "--resume", says="0 converted, 0 failed, 5 up to date")


@test
def other_options_or_plugins_mean_all_anew(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    bulk(0, src, "--out", out)
    bulk(0, src, "--out", out, "--resume", "-O", "header=no", says="1 converted")
    bulk(0, src, "--out", out, "--resume", "-O", "header=no", says="0 converted")
    bulk(0, src, "--out", out, "--resume", "-O", "header=no", *NASTY, says="1 converted")
    bulk(0, src, "--out", out, "--resume", "--limit", "depth=77", "-O", "header=no", *NASTY, says="1 converted")


@test
def what_stands_there_is_not_overwritten(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    mine = put(out, "a.csv.json", text="mine")
    bulk(1, src, "--out", out, says="exists")
    bulk(2, src, "--out", out, says="--resume")
    bulk(0, src, "--out", out, "--on-exists", "skip", says="1 up to date or passed over")
    assert open(mine, encoding="utf-8").read() == "mine"
    bulk(0, src, "--out", out, "--on-exists", "replace", says="1 converted")
    assert open(mine, encoding="utf-8").read() != "mine"


@test
def a_bad_file_costs_one_file(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for order in ("crash", "hang", "hog", "fine"):
        put(src, order + ".nasty", text=order)
    for i in range(20):
        put(src, f"{i}.csv")
    put(src, "broken.json", text='{"a":')
    bulk(1, src, "--out", out, *NASTY, "--timeout", "2", "--memory", "300M", "-j", "2", timeout=120,
         says="21 converted, 4 failed")
    reasons = dict(ask(out, "SELECT path, reason FROM input WHERE state = 'failed'"))
    assert reasons.pop("hog.nasty") in ("crashed", "memory", "timeout")
    assert reasons == {"crash.nasty": "crashed", "hang.nasty": "timeout", "broken.json": "malformed"}, reasons
    assert not staged(out) and len(files(out)) == 21
    assert ask(out, "SELECT text FROM message JOIN input ON input = id WHERE path = 'broken.json'")


@test
def a_bad_file_is_not_tried_for_ever(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "crash.nasty", text="crash")
    put(src, "broken.json", text="{")
    bulk(1, src, "--out", out, *NASTY)
    for _ in range(4):
        bulk(1, src, "--out", out, *NASTY, "--resume")
    assert ask(out, "SELECT path, attempts FROM input ORDER BY 1") == [("broken.json", 1), ("crash.nasty", 3)]
    put(src, "broken.json", text="{}")
    bulk(1, src, "--out", out, *NASTY, "--resume", says="1 converted, 1 failed")


@test
def the_record_tells_losses_and_hashes(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    path = put(src, "a.xml", text="<r><!-- gone --><x>1</x></r>")
    bulk(0, src, "--out", out)
    import hashlib
    with open(path, "rb") as file:
        expected = hashlib.sha256(file.read()).hexdigest()
    [(hashed, kind, losses)] = ask(out, "SELECT hash, format, losses FROM input")
    assert (hashed, kind) == (expected, "xml") and losses >= 1
    [(name, size, out_hash)] = ask(out, "SELECT path, size, hash FROM output")
    with open(os.path.join(out, name), "rb") as file:
        data = file.read()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (size, out_hash)
    assert ("comment",) in ask(out, "SELECT what FROM loss")
    status, shown, _ = retort("bulk", "status", out)
    assert status == 0 and b"1 done, 0 failed" in shown


@test
def dry_run_and_json(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    shown, _ = bulk(0, src, "--out", out, "--dry-run")
    assert "a.csv -> a.csv.json" in shown and not os.path.exists(out)
    _, said = bulk(0, src, "--out", out, "--json")
    last = json.loads(said.splitlines()[-1])
    assert (last["state"], last["done"], last["failed"]) == ("done", 1, 0)


@test
def what_was_in_the_way_and_is_gone_is_converted(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    mine = put(out, "a.csv.json", text="mine")
    for options in ([], [], ["-O", "header=no"]):
        bulk(1, src, "--out", out, "--resume", *options, says="exists")
        assert open(mine, encoding="utf-8").read() == "mine"
    os.remove(mine)
    bulk(0, src, "--out", out, "--resume", says="1 converted")


@test
def all_outputs_of_a_file_or_none(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    old = put(out, "a.csv.json", text="old")
    os.makedirs(os.path.join(out, "a.csv.xml"))
    bulk(1, src, "--out", out, "--to", "xml", "--on-exists", "replace", says="exists")
    assert open(old, encoding="utf-8").read() == "old" and not staged(out)
    os.rmdir(os.path.join(out, "a.csv.xml"))
    bulk(0, src, "--out", out, "--to", "xml", "--resume", "--on-exists", "replace")
    assert files(out) == [b"a.csv.json", b"a.csv.xml"] and open(old, encoding="utf-8").read() != "old"


@test
def formats_that_come_and_go(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    for more in (["--to", "xml"], [], ["--to", "xml"]):
        bulk(0, src, "--out", out, *more, "--resume", says="1 converted")
        bulk(0, src, "--out", out, *more, "--resume", says="0 converted")
    assert files(out) == [b"a.csv.json", b"a.csv.xml"]


@test
def a_failure_keeps_what_an_earlier_run_made(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    path = put(src, "a.json", text='{"retort":1,"blocks":[{"type":"paragraph","content":["first"]}]}')
    bulk(0, src, "--out", out)
    put(src, "a.json", text='{"retort":1,"blocks":[')
    bulk(1, src, "--out", out, "--resume", says="malformed")
    assert ask(out, "SELECT state, path FROM input") == [("failed", "a.json")] and files(out) == [b"a.json.json"]
    assert ask(out, "SELECT path FROM output") == [("a.json.json",)]
    put(src, "a.json", text='{"retort":1,"blocks":[{"type":"paragraph","content":["third"]}]}')
    bulk(0, src, "--out", out, "--resume", says="1 converted")
    assert os.path.exists(path) and "third" in open(os.path.join(out, "a.json.json"), encoding="utf-8").read()


@test
def lists_of_paths(folder):
    put(folder, "a.csv")
    put(folder, "d", "b.csv")
    out = os.path.join(folder, "out")
    bulk(3, "--from-list", "-", "--out", out, cwd=folder, stdin=b"a.csv\0d/b.csv\0", says="--null")
    shutil.rmtree(out)
    bulk(1, "--from-list", "-", "--null", "--out", out, cwd=folder, stdin=b"a.csv\nd/b.csv\n", says="1 failed")
    assert "leave out --null" in ask(out, "SELECT message FROM input")[0][0]
    shutil.rmtree(out)
    named = b"./a.csv\n\nd\nd/b.csv\nd/./b.csv\nnowhere\nnowhere"  # twice, a folder, no line end at the end
    bulk(1, "--from-list", "-", "--out", out, cwd=folder, stdin=named, says="2 converted, 1 failed, 3 up to date or passed over")
    bulk(1, "--from-list", "-", "-0", "--out", "out", "--on-exists", "replace", cwd=folder, stdin=b"out/a.csv.json\0out\0x\0",
         says="0 converted, 1 failed")
    assert files(out) == [b"a.csv.json", b"d/b.csv.json"], files(out)


@test
def two_files_of_one_name(folder):
    put(folder, "one", "x", "a.csv")
    put(folder, "two", "x", "a.csv")
    _, said = bulk(1, "one/x", "two/x", "--out", "out", cwd=folder, says="1 converted, 1 failed")
    assert "would be called as that of one/x/a.csv" in said, said


@test
def a_slow_list_stops_nothing(folder):
    put(folder, "a.csv")
    out = os.path.join(folder, "out")
    run = subprocess.Popen([RETORT, "bulk", "--from-list", "-", "--out", out, "--to", "json", "--quiet"], stdin=subprocess.PIPE, cwd=folder)
    run.stdin.write(b"a.csv\n./")
    run.stdin.flush()
    wait_until(lambda: os.path.exists(os.path.join(out, "a.csv.json")))
    assert ask(out, "SELECT state FROM input") == [("done",)]
    run.stdin.close()
    assert run.wait(timeout=60) == 0


@test
def a_user_may_not_read_everything(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for name in ("closed", "unlisted", "seen"):
        put(src, name, "a.csv")
    put(src, "own.csv")
    modes = {"closed": 0o000, "unlisted": 0o444, "own.csv": 0o000}

    def as_nobody(*args):
        def become():
            if os.getuid() == 0:
                os.setgroups([])
                os.setuid(65534)
        return subprocess.run([RETORT, "bulk", *args], capture_output=True, text=True, cwd="/", preexec_fn=become, timeout=60,
                              env=dict(os.environ, HOME="/nonexistent"))
    os.chmod(folder, 0o777)
    for name, mode in modes.items():
        os.chmod(os.path.join(src, name), mode)
    try:
        done = as_nobody(src, "--to", "json", "--out", out)
    except PermissionError:
        raise Skip("the build may not be used by others") from None
    finally:
        for name in modes:
            os.chmod(os.path.join(src, name), 0o755)
    if "cannot open shared object" in done.stderr or "no plugin" in done.stderr:
        raise Skip("the build may not be used by others")
    assert done.returncode == 1 and "1 converted, 3 failed" in done.stderr, done.stderr
    assert ask(out, "SELECT path, reason FROM input WHERE state = 'failed' ORDER BY 1") == \
        [("closed", "unreadable"), ("own.csv", "unreadable"), ("unlisted/a.csv", "unreadable")]
    done = as_nobody(src, "--to", "json", "--out", out, "--resume")
    assert done.returncode == 0 and "3 converted" in done.stderr, done.stderr
    assert ask(out, "SELECT count(*) FROM input") == [(4,)]  # the folder is none
    os.chmod(out, 0o555)
    done = as_nobody("status", out)
    os.chmod(out, 0o755)
    assert done.returncode == 0 and "4 done" in done.stdout, done.stderr


@test
def what_failed_for_want_of_time_gets_another_chance_with_more(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.nasty", text="hang")
    for timeout, attempts in (("1", 1), ("1", 2), ("1", 3), ("1", 3), ("2", 1)):
        bulk(1, src, "--out", out, *NASTY, "--resume", "--timeout", timeout, says="timeout")
        assert ask(out, "SELECT attempts FROM input") == [(attempts,)], (timeout, attempts)


@test
def a_worker_has_no_terminal(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for order in ("chat", "abort", "eat"):
        put(src, order + ".nasty", text=order)
    shown, said = bulk(1, "--from-list", "-", "--out", out, *NASTY, "-j", "1", says="2 converted, 1 failed",
                       stdin="".join(f"{src}/{order}.nasty\n" for order in ("eat", "chat", "abort")).encode())
    assert shown == "" and "blah" not in said and "farewell" not in said, said
    assert "farewell" in ask(out, "SELECT message FROM input WHERE state = 'failed'")[0][0]
    texts = ask(out, "SELECT text FROM message WHERE code = 'bulk-worker-output' ORDER BY text")
    assert texts[0][0].startswith("blah 0\n") and texts[1][0].startswith("farewell\nand more"), texts


@test
def progress_on_a_terminal(folder):
    import pty
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for i in range(6):
        put(src, f"{i}.nasty", text="slow")
    parent, child = pty.openpty()
    run = subprocess.Popen([RETORT, "bulk", src, "--out", out, "--to", "json", *NASTY, "-j", "2"], stderr=child)
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    assert run.wait() == 0
    lines = shown.decode().split("\r\033[K")
    assert any("/6 files, " in line and "MB/s" in line and "left" in line and "0 failed" in line for line in lines), shown
    assert lines[-1].startswith("done: 6 converted, 0 failed"), shown


@test
def status_tells_each_failure(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.json", text='{"retort":1,"blocks":[')
    put(src, "b.csv")
    _, said = bulk(1, src, "--out", out, "--json")
    last = json.loads(said.splitlines()[-1])
    assert last["reasons"] == [{"reason": "malformed", "count": 1, "example": "a.json"}] and last["total"] == 2, last
    status, shown, _ = retort("bulk", "status", out, "--failed")
    assert status == 1 and shown.startswith(b"a.json: malformed: "), shown
    status, shown, _ = retort("bulk", "status", out, "--failed", "--json")
    assert json.loads(shown)["path"] == "a.json"
    status, shown, _ = retort("bulk", "status", out, "--json")
    assert json.loads(shown)["reasons"][0]["count"] == 1
    assert retort("bulk", "status", src)[0] == 3


@test
def a_dry_run_tells_what_a_resumed_one_would_do(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    bulk(0, src, "--out", out)
    put(src, "b.csv")
    shown, _ = bulk(0, src, "--out", out, "--dry-run", "--resume", "--json")
    assert json.loads(shown)["output"] == "b.csv.json" and files(out) == [b"a.csv.json"], shown


@test
def a_record_of_another_version_is_refused(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.csv")
    bulk(0, src, "--out", out)
    record = sqlite3.connect(os.path.join(out, "retort-bulk.sqlite"))
    record.execute("PRAGMA user_version = 99")
    record.close()
    bulk(6, src, "--out", out, "--resume", says="version 99")
    with open(os.path.join(out, "retort-bulk.sqlite"), "wb") as record:
        record.write(b"no database at all " * 100)
    bulk(6, src, "--out", out, "--resume", says="not a database")
    os.remove(os.path.join(out, "retort-bulk.sqlite"))
    os.symlink(os.path.join(folder, "elsewhere"), os.path.join(out, "retort-bulk.sqlite"))
    bulk(6, src, "--out", out, "--resume", says="no regular file")
    assert not os.path.exists(os.path.join(folder, "elsewhere"))


@test
def outputs_that_nothing_takes_end_the_run(folder):
    import resource
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for i in range(40):  # each output is larger than a file may be here, the record is not
        put(src, f"{i}.csv", text="a,b\n" + "1,2\n" * 200000)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    done = subprocess.run([RETORT, "bulk", src, "--to", "json", "--out", out, "-j", "2"], capture_output=True, text=True, timeout=120,
                          preexec_fn=limit)
    assert done.returncode == 6 and "20 outputs in a row" in done.stderr and "--resume" in done.stderr, done.stderr
    assert not staged(out) and files(out) == []
    bulk(0, src, "--out", out, "--resume", says="40 converted")


@test
def mistakes_of_the_command_line(folder):
    put(folder, "a.csv")
    for args, says in ((["."], "--out"), ([], "name what"), ([".", "--out", "o", "-j", "x"], "whole number"),
                       ([".", "--out", "o", "--memory", "1Q"], "--memory"), ([".", "--out", "o", "--to", "nil"], "nil"),
                       ([".", "--out", "."], "output folder as well"), ([".", "--out", "o", "--to", "json"], "called alike"),
                       ([".", "--out", "o", "--null"], "--from-list"), ([".", "--out", "o", "--memory", "1M"], "64M")):
        status, _, said = retort("bulk", *args, "--to", "json", cwd=folder) if args else retort("bulk", "--to", "json", "--out", "o")
        assert status == 2 and says in said, (args, status, said)
    status, _, said = retort("bulk", "nowhere", "--to", "json", "--out", "o", cwd=folder)
    assert status == 3 and "nowhere" in said and not os.path.exists(os.path.join(folder, "o")), said


# ---- Several processes

def start(*args):
    return subprocess.Popen([RETORT, "bulk", *args, "--to", "json"], stderr=subprocess.PIPE, text=True, start_new_session=True)


def wait_until(condition):
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came so far")


@test
def the_second_of_two_runs_is_refused(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    put(src, "a.nasty", text="hang")
    first = start(src, "--out", out, *NASTY)
    wait_until(lambda: os.path.exists(os.path.join(out, ".retort-bulk", "0.0")))
    bulk(6, src, "--out", out, *NASTY, "--resume", says="another run")
    status, shown, _ = retort("bulk", "status", out)
    assert b"1 begun and not ended" in shown, shown
    first.kill()
    first.communicate()


@test
def an_interrupt_ends_what_runs_and_stops(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for i in range(40):
        put(src, f"{i}.nasty", text=f"slow {i}")
    run = start(src, "--out", out, *NASTY, "-j", "2")
    wait_until(lambda: len(files(out)) >= 2)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all
    said = run.communicate(timeout=60)[1]
    assert "stopped: " in said and run.returncode != 0, (run.returncode, said)
    assert not staged(out)
    made = len(files(out))
    assert ask(out, "SELECT count(*) FROM input WHERE state = 'done'") == [(made,)] and made < 40
    assert ask(out, "SELECT count(*) FROM input WHERE state <> 'done'") == [(0,)]
    bulk(0, src, "--out", out, *NASTY, "--resume", says=f"{40 - made} converted", timeout=120)


@test
def a_second_interrupt_stops_at_once(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for i in range(2):
        put(src, f"{i}.nasty", text="hang")
    run = start(src, "--out", out, *NASTY, "-j", "2", "--timeout", "0")
    wait_until(lambda: os.path.exists(os.path.join(out, ".retort-bulk", "1.0")))
    with open(f"/proc/{run.pid}/task/{run.pid}/children", encoding="ascii") as file:
        children = file.read().split()
    time.sleep(0.3)
    os.killpg(run.pid, signal.SIGTERM)  # as a service manager does: also to the workers, who leave it to the parent
    time.sleep(0.5)
    assert run.poll() is None and all(os.path.exists(f"/proc/{child}") for child in children)
    os.killpg(run.pid, signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGINT
    wait_until(lambda: not any(os.path.exists(f"/proc/{child}") for child in children))
    assert ask(out, "SELECT DISTINCT state FROM input") == [("running",)]


@test
def killed_workers_are_replaced(folder):
    src, out = os.path.join(folder, "src"), os.path.join(folder, "out")
    for i in range(20):
        put(src, f"{i}.nasty", text=f"slow {i}")
    run = start(src, "--out", out, *NASTY, "-j", "2")
    wait_until(lambda: len(files(out)) >= 2)
    children = subprocess.run(["pgrep", "-P", str(run.pid)], capture_output=True, text=True, check=False).stdout.split()
    if not children:
        run.kill()
        raise Skip("no pgrep here")
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    said = run.communicate(timeout=60)[1]
    failed = ask(out, "SELECT count(*) FROM input WHERE reason = 'killed'")[0][0]
    assert run.returncode == 1 and 1 <= failed <= 2 and len(files(out)) == 20 - failed, said
    bulk(0, src, "--out", out, *NASTY, "--resume", says=f"{failed} converted")


# ---- The scripts

def script(name, *args, **variables):
    done = subprocess.run(args, capture_output=True, text=True, timeout=120, env=dict(os.environ, RETORT=RETORT, **variables))
    assert done.returncode == 0, (name, done.returncode, done.stdout, done.stderr)


def example(folder, name):
    src = os.path.join(folder, "src")
    put(src, "a.csv")
    put(src, "d", "b.csv")
    return os.path.join(ROOT, "examples/bulk", name), src, os.path.join(folder, "out")


@test
def script_for_a_folder(folder):
    path, src, out = example(folder, "folder.sh")
    script("folder", path, src, out)
    script("folder", path, src, out)
    assert files(out) == [b"a.csv.json", b"d/b.csv.json"]
    put(src, "c.json", text='{"retort":1,"blocks":[')
    done = subprocess.run([path, src, out], capture_output=True, text=True, timeout=120, env=dict(os.environ, RETORT=RETORT))
    assert done.returncode == 1 and "c.json: malformed: " in done.stdout, (done.returncode, done.stdout)


@test
def script_for_find(folder):
    path, src, out = example(folder, "find.sh")
    put(src, "c.html", text="<p>x")
    script("find", path, src, out)
    assert len(files(out)) == 1 and files(out)[0].endswith(b"c.html.json"), files(out)


@test
def script_for_parallel(folder):
    if not shutil.which("parallel"):
        raise Skip("no GNU parallel here")
    path, src, out = example(folder, "parallel.sh")
    put(src, "with space.csv")
    script("parallel", path, src, out)
    assert [name for name in files(out) if name != b"joblog"] == [b"a.csv.json", b"d/b.csv.json", b"with space.csv.json"]


@test
def script_for_make(folder):
    path, src, out = example(folder, "Makefile")
    script("make", "make", "-s", "-j2", "-f", path, f"SRC={src}", f"DIR={out}", f"RETORT={RETORT}")
    assert files(out) == [b"a.csv.json", b"d/b.csv.json"]


main()
