"""install.py - `meson install` gives a working command, an index, headers and pkg-config files."""
import os
import subprocess

import tap
from tap import test

PROGRAM = r"""
#include <retort/retort.h>
#include <stdio.h>
#include <stdlib.h>
static void each(void *user, const rt_entry *entry) { (void)user; printf("%s %s\n", entry->role, entry->name); }
int main(void)
{
    rt_settings settings = {.size = sizeof settings, .plugin_path = getenv("PLUGINS")};
    rt_context *context;
    if (rt_context_new(&settings, &context) != RT_OK)
        return 1;
    rt_entries(context, each, NULL);
    rt_context_free(context);
    return 0;
}
"""


def install(folder):
    subprocess.run(["meson", "install", "-C", tap.BUILD, "--no-rebuild", "--quiet"], check=True,
                   env=dict(os.environ, DESTDIR=folder), capture_output=True)
    found = {}
    for base, _, files in os.walk(folder):
        found.update({name: base for name in files if name == "retort.pc" or base.endswith("/bin")})
    return os.path.join(found["retort"], "retort"), found["retort.pc"]


@test
def the_installed_command_lists_its_formats_by_its_index(folder):
    command, pkgconfig = install(folder)
    plugins = os.path.join(os.path.dirname(pkgconfig), "retort")
    assert os.path.exists(os.path.join(plugins, "plugins.index")), os.listdir(plugins)
    done = subprocess.run([command, "formats", "--names", "--read"],
                          env=dict(os.environ, RETORT_PLUGIN_PATH=plugins), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert {"csv", "json", "xml", "text"} <= set(done.stdout.split()), done.stdout


@test
def a_program_builds_with_pkg_config_and_runs(folder):
    _, pkgconfig = install(folder)
    source = os.path.join(folder, "embed.c")
    with open(source, "w", encoding="ascii") as out:
        out.write(PROGRAM)
    env = dict(os.environ, PKG_CONFIG_PATH=pkgconfig, PKG_CONFIG_SYSROOT_DIR=folder)
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "retort"], env=env, check=True,
                           capture_output=True, text=True).stdout.split()
    sanitize = ["-fsanitize=address,undefined"] if "asan" in os.path.basename(tap.BUILD) else []
    built = subprocess.run(["cc", source, "-o", os.path.join(folder, "embed"), *sanitize, *flags],
                           capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    done = subprocess.run([os.path.join(folder, "embed")], capture_output=True, text=True,
                          env=dict(os.environ, LD_LIBRARY_PATH=os.path.dirname(pkgconfig),
                                   PLUGINS=os.path.join(os.path.dirname(pkgconfig), "retort")))
    assert done.returncode == 0, done.stderr
    assert "write json" in done.stdout, done.stdout


tap.main()
