"""`retort IN OUT` and `convert`: where outputs go, that they appear whole or not at all, and with
which status it ends."""
import json
import os
import signal
import stat
import subprocess
import threading

from tap import RETORT, main, retort, test

CSV = "name,count\n甲,1\n乙,2\n"


def put(folder, name, text=CSV):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


def get(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def good(*args, **options):
    status, out, err = retort(*args, **options)
    assert status == 0, (args, status, err)
    return out


def expect(status, *args, says="", **options):
    got, out, err = retort(*args, **options)
    assert got == status, (args, got, err)
    assert says in err, (args, says, err)
    return out, err


def cells(report):
    table = next(b for b in json.loads(report)["blocks"] if b["type"] == "table")
    rows = [row if isinstance(row, list) else row["cells"] for row in table["rows"]]
    return [[c if isinstance(c, str) else "".join(c.get("content", [])) for c in row] for row in rows]


# ---- Where it goes

@test
def short_form(folder):
    good(put(folder, "a.csv"), os.path.join(folder, "a.json"))
    assert cells(get(folder, "a.json")) == [["name", "count"], ["甲", "1"], ["乙", "2"]]


@test
def one_input_without_output_goes_to_stdout(folder):
    path = put(folder, "a.csv")
    out = good("convert", path, "--to", "json")
    assert cells(out)[1] == ["甲", "1"]
    assert good("convert", path, "-o", "-", "--to", "json") == out
    expect(2, "convert", path, says="--to FORMAT for standard output")


@test
def stdin_and_stdout(folder):
    out = good("convert", "-", "--from", "csv", "--to", "json", stdin=CSV.encode())
    assert cells(out)[2] == ["乙", "2"]
    good("-", os.path.join(folder, "x.json"), "--from=csv", stdin=CSV.encode())
    assert get(folder, "x.json") == out


@test
def several_outputs_of_one_reading(folder):
    path = put(folder, "a.csv")
    good("convert", path, "-o", "a.json", "-o", "a.xml", "-o", "b.csv", cwd=folder)
    assert get(folder, "b.csv").decode() == CSV
    assert get(folder, "a.xml").startswith(b"<")
    assert cells(get(folder, "a.json"))[1] == ["甲", "1"]
    good("convert", path, "-o", "c", "-o", "d", "--to", "xml", "--to", "csv", cwd=folder)
    assert get(folder, "c") == get(folder, "a.xml") and get(folder, "d").decode() == CSV
    expect(2, "convert", path, "-o", "c", "-o", "d", "--to", "xml", cwd=folder, says="one for each")


@test
def several_inputs_go_to_a_folder_or_beside_themselves(folder):
    put(folder, "a.csv")
    os.mkdir(os.path.join(folder, "in"))
    os.mkdir(os.path.join(folder, "out"))
    put(folder, "in/b.x.csv")
    good("convert", "a.csv", "in/b.x.csv", "--to", "json", "-o", "out", cwd=folder)
    assert sorted(os.listdir(os.path.join(folder, "out"))) == ["a.json", "b.x.json"]
    good("convert", "a.csv", "in/b.x.csv", "--to", "json", "--to", "xml", cwd=folder)
    assert os.path.exists(os.path.join(folder, "in/b.x.xml"))
    assert get(folder, "a.json") == get(folder, "out/a.json")
    good("convert", "a.csv", "-o", "out/", "--to", "xml", cwd=folder)
    assert os.path.exists(os.path.join(folder, "out/a.xml"))


@test
def names_that_would_destroy_a_file_are_refused(folder):
    os.mkdir(os.path.join(folder, "d"))
    for name in ("a.csv", "d/a.csv", "a.json"):
        put(folder, name)
    expect(2, "convert", "a.csv", "d/a.csv", "--to=json", "-o", "d", cwd=folder, says="'d/a.json'")
    expect(2, "convert", "a.csv", "d/a.csv", "--to=csv", cwd=folder, says="would be overwritten")
    expect(2, "convert", "a.csv", "a.json", "--to=json", cwd=folder, says="'a.json'")
    expect(2, "convert", "a.csv", "-o", "x.json", "-o", "x.json", cwd=folder, says="named twice")
    expect(2, "convert", "a.csv", "-o", "x.json", "--losses", "a.csv", cwd=folder, says="a.csv")
    expect(2, "convert", "a.csv", "-o", "a.json", "--losses", "./a.json", cwd=folder)
    expect(2, "convert", "a.csv", "--to=json", "--losses", "-", cwd=folder, says="share a place")
    assert get(folder, "a.csv").decode() == CSV and get(folder, "a.json").decode() == CSV
    expect(2, "convert", "a.csv", "d/a.csv", "--to=xml", "-o", "x", cwd=folder, says="'x' is none")
    expect(2, "convert", "a.csv", "-o", "none/", "--to=xml", cwd=folder, says="create it first")
    expect(2, "convert", "-", "a.csv", "--to=xml", cwd=folder, says="standard input has no name")


@test
def one_failure_does_not_stop_the_other_inputs(folder):
    put(folder, "a.csv")
    put(folder, "b.json", '{"retort":1,')
    put(folder, "c.csv")
    os.mkdir(os.path.join(folder, "out"))
    _, err = expect(4, "convert", "a.csv", "b.json", "missing.csv", "c.csv", "--to=xml", "-o", "out",
                    cwd=folder)
    assert "missing.csv" in err
    assert sorted(os.listdir(os.path.join(folder, "out"))) == ["a.xml", "c.xml"]


# ---- Whole or not at all

@test
def input_and_output_may_be_the_same_file(folder):
    path = put(folder, "a.csv")
    good(path, path)
    assert get(path).decode() == CSV
    good("convert", "a.csv", "-o", "a.csv", "-o", "a.json", cwd=folder)
    assert cells(get(folder, "a.json"))[1] == ["甲", "1"]


@test
def a_symlink_is_followed_and_stays(folder):
    put(folder, "a.csv")
    os.mkdir(os.path.join(folder, "far"))
    put(folder, "far/real.json", "old")
    os.symlink("far/real.json", os.path.join(folder, "link.json"))
    good("a.csv", "link.json", cwd=folder)
    assert os.path.islink(os.path.join(folder, "link.json"))
    assert cells(get(folder, "far/real.json"))[1] == ["甲", "1"]
    assert os.listdir(os.path.join(folder, "far")) == ["real.json"]


@test
def the_mode_of_a_replaced_file_is_kept(folder):
    put(folder, "a.csv")
    path = put(folder, "a.json", "old")
    os.chmod(path, 0o640)
    good("a.csv", "a.json", cwd=folder)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640
    good("a.csv", "new.json", cwd=folder)
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(os.stat(os.path.join(folder, "new.json")).st_mode) == 0o666 & ~umask


@test
def a_failure_in_the_middle_leaves_what_was_there(folder):
    path = put(folder, "bad.json", '{"retort":1,"blocks":[{"type":"paragraph","content":["x"]},]}')
    old = put(folder, "out.xml", "old")
    expect(4, path, old)
    assert get(old) == b"old"
    assert sorted(os.listdir(folder)) == ["bad.json", "out.xml"]


@test
def of_several_outputs_all_or_none_appear(folder):
    put(folder, "a.csv")
    put(folder, "b.xml", "old")
    expect(6, "convert", "a.csv", "-o", "a.json", "-o", "b.xml", "-o", "none/c.xml", cwd=folder,
           says="none/c.xml")
    assert sorted(os.listdir(folder)) == ["a.csv", "b.xml"] and get(folder, "b.xml") == b"old"


@test
def a_fifo_is_read_and_written(folder):
    for name in ("in", "out"):
        os.mkfifo(os.path.join(folder, name))
    got = []
    threads = [threading.Thread(target=put, args=(folder, "in")),
               threading.Thread(target=lambda: got.append(get(folder, "out")))]
    for thread in threads:
        thread.start()
    good("convert", "in", "-o", "out", "--from=csv", "--to=csv", cwd=folder)
    for thread in threads:
        thread.join()
    assert got == [CSV.encode()], got
    assert stat.S_ISFIFO(os.stat(os.path.join(folder, "out")).st_mode)


@test
def a_closed_pipe_is_a_failure_without_a_signal(folder):
    path = put(folder, "big.csv", CSV + "x,1\n" * 200000)
    process = subprocess.Popen([RETORT, "convert", path, "--to=csv"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    assert process.stdout.read(5) == b"name,"
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 6, (process.returncode, err)


@test
def a_full_device_is_said(folder):
    expect(6, "convert", put(folder, "a.csv"), "-o", "/dev/full", "--to=csv", says="/dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run([RETORT, "formats"], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 6 and b"[output-stdout]" in done.stderr, done


def stopped_by(number, folder):
    """Stops a conversion that has begun to write; answers how it ended."""
    process = subprocess.Popen([RETORT, "-", "out.json", "--from=csv"], cwd=folder,
                               stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(b"a,b\n" + b"1,2\n" * 50000)  # more than a pipe holds: it is reading
    process.stdin.flush()
    process.send_signal(number)
    process.wait(60)
    process.stdin.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    return process.returncode, err


@test
def a_signal_leaves_no_trace_and_is_what_it_dies_of(folder):
    put(folder, "out.json", "old")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        status, err = stopped_by(number, folder)
        assert status == -number, (number, status, err)
        assert os.listdir(folder) == ["out.json"], os.listdir(folder)
        assert get(folder, "out.json") == b"old"


@test
def an_ignored_signal_stays_ignored(folder):
    process = subprocess.Popen(["sh", "-c", 'trap "" HUP; exec "$0" - out.json --from=csv', RETORT],
                               cwd=folder, stdin=subprocess.PIPE)
    process.stdin.write(b"a,b\n" + b"1,2\n" * 50000)
    process.stdin.flush()
    process.send_signal(signal.SIGHUP)
    process.stdin.close()
    assert process.wait(60) == 0
    assert len(cells(get(folder, "out.json"))) == 50001


# ---- Strict, verify, losses

SECTION = json.dumps({"retort": 1, "blocks": [
    {"type": "section", "level": 1, "heading": ["Title"], "blocks": [
        {"type": "paragraph", "content": [{"text": "bold", "marks": ["bold"]}]}]},
    ]})


@test
def strict_writes_nothing_not_even_to_a_pipe(folder):
    path = put(folder, "a.json", SECTION)
    for strict in ("--strict", "--strict=structure", "--strict=presentation,structure"):
        out, err = expect(1, "convert", path, "--to=csv", strict, says="[strict-loss]")
        assert out == b"", (strict, out)
    expect(1, "convert", "a.json", "-o", "b.csv", "-o", "b.xml", "--strict", cwd=folder)
    assert os.listdir(folder) == ["a.json"]
    good("convert", path, "--to=csv", "--strict=removed")
    good("convert", path, "--to=xml", "--strict")


@test
def verify_passes_what_is_right(folder):
    for path in (put(folder, "a.json", SECTION), put(folder, "a.csv")):
        for to in ("json", "xml", "csv"):
            assert good("convert", path, "--to", to, "--verify") == good("convert", path, "--to", to)


@test
def the_loss_report_is_written_whole(folder):
    put(folder, "a.json", SECTION)
    put(folder, "b.csv")
    good("convert", "a.json", "-o", "a.csv", "--losses", "l.json", cwd=folder)
    (report,) = json.loads(get(folder, "l.json"))["reports"]
    assert report["input"] == "a.json"
    kinds = {loss.get("kind"): loss for loss in report["losses"]}
    assert kinds["section"]["class"] == "structure" and kinds["section"]["count"] == 1
    assert kinds["section"]["output"] == "a.csv"
    good("convert", "a.json", "-o", "a.csv", "--losses", "l.txt", cwd=folder)
    assert "a.csv" in get(folder, "l.txt").decode() and "section" in get(folder, "l.txt").decode()
    out = good("convert", "a.json", "-o", "a.csv", "--losses", "-", cwd=folder)
    assert out == get(folder, "l.txt")
    good("convert", "a.json", "b.csv", "--to=xml", "-o", ".", "--losses", "l.json", cwd=folder)
    assert json.loads(get(folder, "l.json"))["reports"] == [
        {"input": "a.json", "losses": []}, {"input": "b.csv", "losses": []}]
    expect(6, "convert", "a.json", "-o", "a.csv", "--losses", "none/l.txt", cwd=folder,
           says="[output-losses]")


@test
def losses_are_summed_up_unless_quiet(folder):
    path = put(folder, "a.json", SECTION)
    out = os.path.join(folder, "a.csv")
    assert "section" in expect(0, path, out, says="[loss]")[1]
    assert expect(0, path, out, "--quiet")[1] == ""
    assert expect(0, path, out, "--verbose", says="[converted]")


# ---- Statuses

@test
def exit_statuses(folder):
    put(folder, "a.csv")
    put(folder, "deep.json", '{"retort":1,"blocks":[' + '{"type":"quote","blocks":[' * 60 + "]}" * 61)
    put(folder, "bad.json", '{"retort":1,')
    put(folder, "x.pdf", "%PDF-1.7\n%âãÏÓ\n")
    put(folder, "empty.csv", "")
    put(folder, "no.so", "text")
    for status, args in (
            (2, ["a.csv", "x.pfd"]), (2, ["a.csv", "x.json", "--from=cvs"]),
            (2, ["a.csv", "x.json", "--to=jsno"]), (2, ["a.csv", "x.json", "--filter=nope"]),
            (2, ["a.csv", "x.json", "-O", "nope=1"]), (2, ["a.csv", "x.json", "--charset=nope"]),
            (3, ["missing.csv", "x.json"]), (3, [".", "x.json"]), (3, ["x.pdf", "x.json"]),
            (4, ["bad.json", "x.xml"]),
            (5, ["deep.json", "x.xml", "--limit=depth=20"]),
            (5, ["a.csv", "x.json", "--limit=memory=1000"]),
            (6, ["a.csv", "none/x.json"]), (6, ["a.csv", "a.csv/x.json"]),
            (7, ["a.csv", "x.json", "--plugin=no.so"])):
        got, out, err = retort(*args, cwd=folder)
        assert got == status, (args, got, err)
        assert err.strip(), args
        assert not os.path.exists(os.path.join(folder, "x.json")), args


@test
def an_unreadable_file_or_folder_is_said(folder):
    if os.geteuid() == 0:
        from tap import Skip
        raise Skip("root may read and write everything")
    path = put(folder, "a.csv")
    os.mkdir(os.path.join(folder, "shut"), 0o500)
    expect(6, path, os.path.join(folder, "shut/x.json"), says="shut/x.json")
    os.chmod(path, 0)
    expect(3, path, os.path.join(folder, "x.json"), says="a.csv")


main()
