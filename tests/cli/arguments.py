"""The option parser, through the commands: forms that are taken, forms that are refused, and that
a refusal says what to write instead."""
import json
import os

from tap import main, retort, test


def wrong(*args, says):
    status, out, err = retort(*args)
    assert (status, out) == (2, b""), (args, status, out)
    assert says in err and err.endswith("[usage]\n") and err.count("\n") == 1, (args, err)


def csv_in(folder, name="a.csv"):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("a,b\n1,2\n")
    return path


@test
def a_value_may_be_attached_or_follow(folder):
    path = csv_in(folder)
    forms = (["--to=json"], ["--to", "json"])
    outs = {retort("convert", path, *form)[1] for form in forms}
    assert len(outs) == 1 and outs.pop(), outs
    for form in (["-o", "x.json"], ["-ox.json"], ["--output=x.json"], ["--output", "x.json"]):
        assert retort("convert", path, *form, cwd=folder)[0] == 0, form
        os.remove(os.path.join(folder, "x.json"))


@test
def operands_and_options_mix(folder):
    path = csv_in(folder)
    for args in (["convert", "--to", "json", path], ["convert", path, "--to", "json"],
                 ["--quiet", "convert", path, "--to=json"], ["--limit", "depth=90", "convert", path,
                  "--to=json"], [path, "-o-", "--to=json"], ["--to=json", path]):
        status, out, err = retort(*args)
        assert status == 0 and out.startswith(b"{"), (args, status, err)


@test
def two_dashes_end_the_options(folder):
    csv_in(folder, "--to.csv")
    status, out, err = retort("convert", "--to", "json", "--", "--to.csv", cwd=folder)
    assert status == 0 and out.startswith(b"{"), (status, err)


@test
def flags_may_be_bundled_with_a_last_value(folder):
    path = csv_in(folder)
    status, _, err = retort("convert", path, "-qvox.json", cwd=folder)
    assert status == 0 and os.path.exists(os.path.join(folder, "x.json")), err


@test
def an_unknown_option_suggests_the_nearest(folder):
    wrong("convert", "a", "--fliter", "x", says="did you mean --filter?")
    wrong("convert", "a", "--color=never", says="did you mean --colour?")
    wrong("inspect", "a", "--josn", says="did you mean --json?")
    wrong("convert", "a", "--zzzzzzzzzz", says="--help lists those there are")
    wrong("convert", "a", "-x", says="there is no option '-x'")
    wrong("convert", "a", "-qx", says="there is no option '-qx'")


@test
def abbreviations_are_refused_and_completed(folder):
    wrong("convert", "a", "--verif", says="did you mean --verify?")
    wrong("convert", "a", "--diag=json", says="did you mean --diagnostics?")


@test
def values_are_checked(folder):
    wrong("convert", "a", "--to", says="--to lacks its value: --to=FORMAT")
    wrong("convert", "a", "-o", says="-o lacks its value: -o OUT")
    wrong("convert", "a", "--verify=yes", says="--verify takes no value")
    wrong("convert", "a", "--diagnostics=xml", says="--diagnostics is one of text|json")
    wrong("diff", "a", "b", "--max", "many", says="--max takes a whole number")
    wrong("diff", "a", "b", "--max", "-1", says="--max takes a whole number")
    wrong("diff", "a", "b", "--max=99999999999999999999", says="--max takes a whole number")
    wrong("convert", "a", "-o", "b", "-O", "novalue", says="-O takes KEY=VALUE")
    wrong("convert", "a", "-o", "b", "-O", "=x", says="-O takes KEY=VALUE")
    wrong("convert", "a", "-o", "b", "--strict=content,look", says="--strict takes content")


@test
def the_number_of_operands_is_checked(folder):
    path = csv_in(folder)
    wrong("convert", says="name what to convert")
    wrong(path, says="say where to")
    wrong(path, path, path, says="the short form is 'retort IN OUT'")
    wrong("inspect", says="inspect takes one file")
    wrong("diff", "a", says="diff takes two files")
    wrong("diff", "-", "-", says="only one of the two can be standard input")
    wrong("formats", "csv", says="retort help csv")
    wrong("plugins", "chekc", "x", says="check FILE")


@test
def an_unknown_command_suggests(folder):
    wrong("covnert", "a", "b", says="did you mean 'retort convert'?")
    wrong("zzzzzzzz", says="'retort --help' lists the commands")


@test
def a_file_may_be_called_as_a_command_is(folder):
    csv_in(folder, "convert")
    status, out, err = retort("./convert", "-o-", "--from=csv", "--to=json", cwd=folder)
    assert status == 0 and out.startswith(b"{"), err


@test
def diagnostics_json_counts_wherever_it_stands(folder):
    for args in (["convert", "--zzz", "--diagnostics=json"], ["--diagnostics", "json", "convert",
                 "--zzz"], ["covnert", "--diagnostics=json"]):
        status, _, err = retort(*args)
        assert status == 2, args
        assert json.loads(err)["code"] == "usage", err


@test
def a_limit_that_does_not_exist_or_is_no_number_is_named(folder):
    for limit in ("dept=3", "depth", "depth=", "depth=many", "depth=-1", "depth=1KB"):
        status, _, err = retort("formats", "--limit", limit)
        assert status == 2 and "[limit-unknown]" in err, (limit, status, err)


@test
def many_values_of_one_option_are_kept(folder):
    path = csv_in(folder)
    outs = [os.path.join(folder, f"{n}.json") for n in range(200)]
    status, _, err = retort("convert", path, *(w for out in outs for w in ("-o", out)))
    assert status == 0, err
    assert all(os.path.exists(out) for out in outs)


main()
