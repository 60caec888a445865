/* plugins.c - finding and loading plugins: every refusal, who comes first, and the index in every
 * state. Uses the plugins of tests/conformance, which the build puts under RETORT_BUILD. */
#include "catalog.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka needs those above first */
#include <cmocka.h>

enum { PATH = 400 };

typedef struct shelf {
    char folder[40], heard[32000];
    rt_diagnostics *diagnostics;
    rt_registry *registry;
} shelf;

static void hear(void *user, const rt_message *m)
{
    shelf *s = user;
    size_t at = strlen(s->heard);
    snprintf(s->heard + at, sizeof s->heard - at, "%s %s: %s\n", m->code, m->file ? m->file : "-",
             m->message);
}

static void module_path(char *path, const char *name)
{
    const char *build = getenv("RETORT_BUILD");
    assert_non_null(build);
    snprintf(path, PATH, "%s/tests/conformance/%s.rt.so", build, name);
}

static void inside(char *path, const shelf *s, const char *name)
{
    assert_true(snprintf(path, PATH, "%s/%s", s->folder, name) < PATH);
}

/* A new file of that name: one that is loaded must not change under the process. */
static void put(const char *path, const char *bytes, size_t len)
{
    unlink(path);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

static char *get(const char *path, size_t *len)
{
    FILE *in = fopen(path, "rb");
    char *bytes = malloc(4 << 20);
    assert_non_null(in);
    assert_non_null(bytes);
    *len = fread(bytes, 1, 4 << 20, in);
    assert_true(*len < 4 << 20);
    fclose(in);
    return bytes;
}

/* Copies a built plugin into the folder. */
static void copy(const shelf *s, const char *module, const char *as)
{
    char from[PATH], to[PATH];
    size_t len;

    module_path(from, module);
    inside(to, s, as);
    char *bytes = get(from, &len);
    put(to, bytes, len);
    free(bytes);
}

static int begin(void **state)
{
    shelf *s = calloc(1, sizeof *s);
    assert_non_null(s);
    strcpy(s->folder, "/tmp/retort-plugins-XXXXXX");
    assert_non_null(mkdtemp(s->folder));
    s->diagnostics = rt_diagnostics_new(hear, s);
    setenv("XDG_DATA_HOME", s->folder, 1); /* no plugins of the user's own */
    *state = s;
    return 0;
}

static int end(void **state)
{
    shelf *s = *state;
    char command[PATH];

    rt_registry_free(s->registry);
    rt_diagnostics_free(s->diagnostics);
    snprintf(command, sizeof command, "rm -rf '%s'", s->folder);
    int status = system(command);
    free(s);
    return status;
}

/* Opens a registry anew, of given files and a path; forgets what was heard. */
static rt_status open_with(shelf *s, const char *const *files, const char *path)
{
    const rt_settings settings = {.size = sizeof settings,
                                  .plugin_files = files,
                                  .plugin_path = path,
                                  .only_given_plugins = !path};

    rt_registry_free(s->registry);
    s->registry = NULL;
    rt_diagnostics_flush(s->diagnostics);
    s->heard[0] = '\0';
    return rt_registry_new(&settings, s->diagnostics, &s->registry);
}

static void open_folder(shelf *s) { assert_int_equal(open_with(s, NULL, s->folder), RT_OK); }

/* In a process of its own: what is once loaded from a path stays, whatever the file becomes. */
static void write_index(shelf *s)
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        _exit(open_with(s, NULL, NULL) == RT_OK &&
                      rt_registry_write_index(s->registry, s->folder) == RT_OK
                  ? 0
                  : 1);
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    assert_int_equal(status, 0);
}

static void says(const shelf *s, const char *text)
{
    if (!strstr(s->heard, text))
        fail_msg("\"%s\" is not in: %s", text, s->heard);
}

static void is_silent(const shelf *s)
{
    if (*s->heard)
        fail_msg("heard: %s", s->heard);
}

static bool loaded(const shelf *s, const char *name)
{
    for (size_t i = 0; i < s->registry->file_count; i++)
        if (strstr(s->registry->files[i]->path, name))
            return s->registry->files[i]->plugin != NULL;
    return false;
}

static void reads(shelf *s, const char *name)
{
    rt_declaration found = {.size = sizeof found};
    assert_int_equal(rt_registry_find(s->registry, "read", name, &found), RT_OK);
    assert_string_equal(found.reader->format->name, name);
}

/* ---- Refusals ------------------------------------------------------------------------------- */

static const struct {
    const char *module, *says;
} refused[] = {
    {"no-symbol", "exports no rt_plugin_v1"},
    {"size-tiny", "its size field says 4;"},
    {"size-small", "too small: its size field says 24"},
    {"size-huge", "its size field says 305419896"},
    {"major-old", "built for version 0 of the plugin contract, this retort has version 1: rebuild"},
    {"major-new",
     "built for version 2 of the plugin contract, this retort has version 1: upgrade retort"},
    {"minor-new",
     "needs version 1.99 of the plugin contract, this retort has version 1.0: upgrade retort"},
    {"no-id", "its id is missing"},
    {"no-version", "its version is missing"},
    {"no-format", "reader 1: its format is missing"},
    {"no-name", "reader 1: its format's name is missing"},
    {"no-read", "reader 1: its read is missing"},
    {"no-open", "writer 1: its open is missing"},
    {"no-filter-name", "filter 1: its name is missing"},
    {"no-filter-open", "filter 1: its open is missing"},
    {"no-capabilities", "writer 1: its carries has no table"},
    {"nothing", "it offers nothing"},
    {"odd-name", "\"a.b\" has a character"},
    {"odd-extension", "without the dot"},
    {"reader-size", "size of its rt_reader is 8"},
    {"option-type", "option \"x\" has the type 77, which does not exist"},
    {"option-offset", "option \"x\" lies outside"},
    {"option-initial", "initial value"},
    {"option-stride", "stride of its options is 0"},
    {"signature", "signature 1 has no bytes"},
    {"level", "capability 1 has the level 7"},
    {"needs", "its needs is 7"},
    {"severity", "diagnostic \"broken-odd\" has the severity 9"},
};

static void each_given_one_is_an_error(void **state)
{
    shelf *s = *state;

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        char path[PATH];
        const char *const files[] = {path, NULL};
        module_path(path, refused[i].module);
        assert_int_equal(open_with(s, files, NULL), RT_ERR_PLUGIN);
        assert_null(s->registry);
        says(s, "plugin-refused");
        says(s, path);
        says(s, refused[i].says);
    }
}

static void in_a_folder_it_is_a_warning_and_the_rest_go_on(void **state)
{
    shelf *s = *state;
    char name[100];

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        snprintf(name, sizeof name, "%s.rt.so", refused[i].module);
        copy(s, refused[i].module, name);
    }
    copy(s, "one", "zzz.rt.so");
    open_folder(s);
    reads(s, "one");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        says(s, refused[i].says);
    assert_null(strstr(s->heard, "plugin-refused"));
}

static void files_that_are_no_plugins(void **state)
{
    static const struct {
        const char *name, *bytes;
        size_t len;
        const char *says;
    } cases[] = {
        {"empty.rt.so", "", 0, "not a shared object"},
        {"text.rt.so", "#!/bin/sh\nexit 1\n", 17, "not a shared object"},
        {"short.rt.so", "\177ELF\2\1\1", 7, "cut off"},
    };
    shelf *s = *state;
    char path[PATH], from[PATH];
    const char *const files[] = {path, NULL};
    size_t len;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        inside(path, s, cases[i].name);
        put(path, cases[i].bytes, cases[i].len);
        assert_int_equal(open_with(s, files, NULL), RT_ERR_PLUGIN);
        says(s, cases[i].says);
        says(s, path);
    }
    module_path(from, "one");
    char *bytes = get(from, &len);
    inside(path, s, "cut.rt.so"); /* would be a bus error when mapped */
    for (size_t part = 64; part < len; part += len / 7) {
        put(path, bytes, part);
        /* What is cut off behind the segments does no harm. */
        bool whole = open_with(s, files, NULL) == RT_OK;
        assert_true(!whole || part > 4096);
        if (!whole)
            says(s, "cut off");
    }
    free(bytes);
    inside(path, s, "not-there.rt.so");
    assert_int_equal(open_with(s, files, NULL), RT_ERR_PLUGIN);
    says(s, "No such file");
    inside(path, s, "");
    assert_int_equal(open_with(s, files, NULL), RT_ERR_PLUGIN);
    says(s, "is a folder");
}

static void a_name_without_a_slash_is_a_file_here(void **state)
{
    static const char *const files[] = {"bare.rt.so", NULL};
    shelf *s = *state;

    copy(s, "one", "bare.rt.so");
    assert_int_equal(chdir(s->folder), 0);
    assert_int_equal(open_with(s, files, NULL), RT_OK);
    reads(s, "one");
    assert_int_equal(chdir("/"), 0);
}

/* ---- Growth ---------------------------------------------------------------------------------- */

static void shorter_structs_become_whole(void **state)
{
    shelf *s = *state;
    char path[PATH];
    const char *const files[] = {path, NULL};
    rt_declaration found = {.size = sizeof found};

    module_path(path, "older");
    assert_int_equal(open_with(s, files, NULL), RT_OK);
    is_silent(s);
    assert_int_equal(rt_registry_find(s->registry, "write", "older", &found), RT_OK);
    assert_int_equal(found.plugin->size, sizeof(rt_plugin));
    assert_non_null(found.plugin->filters); /* lists are never NULL behind the loader */
    assert_null(found.plugin->filters[0]);
    assert_null(found.plugin->diagnostics[0].code);
    assert_string_equal(found.writer->format->title, "older");
    assert_null(found.writer->format->extensions[0]);
    assert_int_equal(found.writer->options->stride, sizeof(rt_option));
    assert_string_equal(found.writer->options->table[1].name, "times");
    assert_string_equal(found.writer->options->table[1].help, "");
    assert_null(found.writer->options->table[2].name);
    assert_int_equal(found.writer->carries->stride, sizeof(rt_capability));
    assert_int_equal(found.writer->carries->table[2].kind, RT_TEXT);
    assert_int_equal(found.writer->carries->table[2].values, 0);
    assert_int_equal(found.writer->carries->table[3].kind, 0);
    assert_int_equal(found.writer->carries->tables, RT_TABLES_ALL);
    assert_null(found.writer->carries->advice);
}

static void longer_structs_are_cut(void **state)
{
    shelf *s = *state;
    char path[PATH];
    const char *const files[] = {path, NULL};
    rt_declaration found = {.size = sizeof found};

    module_path(path, "newer");
    assert_int_equal(open_with(s, files, NULL), RT_OK);
    is_silent(s);
    assert_int_equal(rt_registry_find(s->registry, "write", "newer", &found), RT_OK);
    assert_int_equal(found.plugin->abi_minor, RT_ABI_MINOR + 5);
    assert_int_equal(found.writer->size, sizeof(rt_writer));
    assert_string_equal(found.writer->options->table[1].name,
                        "times"); /* an option of an unknown type is out */
    assert_null(found.writer->options->table[2].name);
    assert_string_equal(found.writer->format->signatures[1].bytes, "newer:");
    assert_int_equal(found.writer->format->signatures[2].length, 0);
    assert_int_equal(found.writer->carries->table[3].kind, RT_PARAGRAPH);
    assert_int_equal(found.plugin->diagnostics[0].severity, RT_ERROR);
    assert_null(found.plugin->diagnostics[1].code);
}

/* ---- Who comes first ---------------------------------------------------------------------------
 */

static void the_same_id_twice(void **state)
{
    shelf *s = *state;
    char given[PATH];
    const char *const files[] = {given, NULL};

    module_path(given, "one-again");
    copy(s, "one", "one.rt.so");
    assert_int_equal(open_with(s, files, s->folder), RT_OK);
    reads(s, "again");
    says(s, "plugin-twice");
    says(s, "one.rt.so");
    says(s, given);
    says(s, "(org.example.one 1)");
    says(s, "(version 2)");
    rt_declaration found;
    assert_int_equal(rt_registry_find(s->registry, "read", "one", &found), RT_ERR_UNSUPPORTED);
}

static void the_same_id_twice_in_one_folder(void **state)
{
    shelf *s = *state;

    copy(s, "one", "a.rt.so");
    copy(s, "one-again", "b.rt.so");
    for (int indexed = 0; indexed < 2; indexed++) {
        open_folder(s);
        reads(s, "one");
        says(s, "/b.rt.so");
        says(s, "/a.rt.so");
        write_index(s);
    }
}

static void the_same_name_twice(void **state)
{
    shelf *s = *state;
    rt_declaration found;

    copy(s, "one", "a.rt.so");
    copy(s, "one-named", "b.rt.so");
    open_folder(s);
    says(s, "plugin-name-twice");
    assert_int_equal(rt_registry_find(s->registry, "read", "one", &found), RT_OK);
    assert_string_equal(found.plugin->id, "org.example.one");
}

static void the_same_file_twice_is_no_matter(void **state)
{
    shelf *s = *state;
    char a[PATH], b[PATH];
    const char *const files[] = {a, b, a, NULL};

    copy(s, "one", "a.rt.so");
    inside(a, s, "a.rt.so");
    inside(b, s, "b.rt.so");
    assert_int_equal(symlink("a.rt.so", b), 0);
    write_index(s);
    assert_int_equal(open_with(s, files, s->folder), RT_OK);
    assert_null(strstr(s->heard, "plugin-twice"));
    reads(s, "one");
}

static void two_readers_that_claim_one_file(void **state)
{
    static const char head[] = "claim: mine";
    shelf *s = *state;
    rt_declaration found = {.size = sizeof found};

    copy(s, "one", "one.rt.so");
    copy(s, "two", "two.rt.so");
    for (int indexed = 0; indexed < 2; indexed++) {
        open_folder(s);
        assert_int_equal(
            rt_registry_recognise(s->registry, "x.dat", head, sizeof head - 1, NULL, NULL, &found),
            RT_ERR_UNSUPPORTED);
        says(s, "input-ambiguous x.dat");
        says(s, "--from one");
        says(s, "--from two");
        assert_int_equal(
            rt_registry_recognise(s->registry, "x.two", head, sizeof head - 1, NULL, NULL, &found),
            RT_OK);
        assert_string_equal(found.reader->format->name, "two");
        write_index(s);
    }
}

/* ---- The index
 * ----------------------------------------------------------------------------------- */

static void an_index_spares_the_loading(void **state)
{
    shelf *s = *state;
    char path[PATH];

    inside(path, s, "deeper");
    assert_int_equal(mkdir(path, 0777), 0);
    copy(s, "one", "one.rt.so");
    copy(s, "two", "deeper/two.rt.so");
    open_folder(s);
    says(s, "plugin-index");
    says(s, "does not exist");
    assert_true(loaded(s, "/one.rt.so") && loaded(s, "/two.rt.so"));
    const rt_card *plain = rt_catalog_first(s->registry, "read", "two");
    assert_non_null(plain);
    assert_string_equal(plain->entry.title, "Lines, 100% plain\tand\nodd");

    write_index(s);
    open_folder(s);
    is_silent(s);
    assert_false(loaded(s, "/one.rt.so") || loaded(s, "/two.rt.so"));
    const rt_card *card = rt_catalog_first(s->registry, "read", "two");
    assert_non_null(card);
    assert_string_equal(card->entry.title, "Lines, 100% plain\tand\nodd");
    assert_string_equal(card->entry.media_type, "text/x-two");
    assert_string_equal(card->entry.extensions[0], "two");
    assert_null(card->entry.extensions[1]);
    assert_string_equal(card->entry.id, "org.example.two");
    assert_int_equal(card->signatures[0].length, 6);
    assert_memory_equal(card->signatures[0].bytes, "claim:", 6);
    assert_int_equal(card->signatures[1].length, 0);
    assert_true(card->reads_text);
    assert_false(card->sniffs);
    reads(s, "two");
    assert_true(loaded(s, "/two.rt.so"));
    assert_false(loaded(s, "/one.rt.so"));
}

static void a_stale_index_is_seen_through(void **state)
{
    shelf *s = *state;
    char path[PATH];
    struct timespec later[2] = {{2000000000, 5}, {2000000000, 5}};

    copy(s, "one", "one.rt.so");
    copy(s, "two", "two.rt.so");
    write_index(s);
    copy(s, "newer", "one.rt.so"); /* replaced */
    inside(path, s, "one.rt.so");
    assert_int_equal(utimensat(AT_FDCWD, path, later, 0), 0);
    open_folder(s);
    says(s, "it has changed since");
    reads(s, "newer");
    assert_null(rt_catalog_first(s->registry, "read", "one"));
    assert_false(loaded(s, "/two.rt.so"));

    write_index(s);
    copy(s, "one", "another.rt.so"); /* added */
    inside(path, s, "two.rt.so");
    assert_int_equal(unlink(path), 0); /* gone */
    open_folder(s);
    says(s, "does not know it");
    reads(s, "one");
    assert_null(rt_catalog_first(s->registry, "read", "two"));
}

static void an_index_that_lies_is_found_out_on_loading(void **state)
{
    shelf *s = *state;
    char path[PATH];
    const struct timespec when[2] = {{1000000000, 7}, {1000000000, 7}};
    struct stat one, two;
    rt_declaration found;

    copy(s, "one", "x.rt.so");
    inside(path, s, "x.rt.so");
    assert_int_equal(stat(path, &one), 0);
    assert_int_equal(utimensat(AT_FDCWD, path, when, 0), 0);
    write_index(s);
    copy(s, "two", "x.rt.so");
    assert_int_equal(stat(path, &two), 0);
    if (one.st_size != two.st_size) { /* equal as built, but for a compiler's whim: make them so */
        const off_t larger = one.st_size > two.st_size ? one.st_size : two.st_size;
        copy(s, "one", "x.rt.so");
        assert_int_equal(truncate(path, larger), 0);
        assert_int_equal(utimensat(AT_FDCWD, path, when, 0), 0);
        write_index(s);
        copy(s, "two", "x.rt.so");
        assert_int_equal(truncate(path, larger), 0);
    }
    assert_int_equal(utimensat(AT_FDCWD, path, when, 0), 0);
    open_folder(s);
    is_silent(s);
    assert_int_equal(rt_registry_find(s->registry, "read", "one", &found), RT_ERR_UNSUPPORTED);
    reads(s, "two");
    assert_string_equal(rt_catalog_first(s->registry, "write", "two")->entry.id, "org.example.two");
}

static void a_damaged_index_is_no_error(void **state)
{
    shelf *s = *state;
    char path[PATH];
    size_t len;

    copy(s, "one", "one.rt.so");
    write_index(s);
    inside(path, s, "plugins.index");
    char *bytes = get(path, &len);
    for (size_t i = 0; i < len; i += 3) { /* a byte changed, or all from there missing */
        char kept = bytes[i];
        bytes[i] = (char)(kept ^ 1);
        put(path, bytes, i % 2 ? len : i);
        bytes[i] = kept;
        open_folder(s);
        says(s, "damaged");
        assert_true(loaded(s, "/one.rt.so"));
    }
    put(path, bytes, len);
    open_folder(s);
    is_silent(s);
    free(bytes);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0777), 0);
    open_folder(s);
    says(s, "damaged");
    reads(s, "one");
}

static void folders_that_are_not_there(void **state)
{
    shelf *s = *state;
    char path[PATH];

    snprintf(path, sizeof path, ":%s/none::%s//:", s->folder, s->folder);
    copy(s, "one", "one.rt.so");
    assert_int_equal(open_with(s, NULL, path), RT_OK);
    says(s, "plugin-folder");
    reads(s, "one");
    inside(path, s, "none");
    assert_int_equal(rt_registry_write_index(s->registry, path), RT_ERR_IO);
    says(s, "plugin-index-unwritten");
}

static void the_users_own_folder(void **state)
{
    shelf *s = *state;
    char path[PATH];

    inside(path, s, "retort");
    assert_int_equal(mkdir(path, 0777), 0);
    inside(path, s, "retort/plugins");
    assert_int_equal(mkdir(path, 0777), 0);
    copy(s, "two", "retort/plugins/two.rt.so");
    assert_int_equal(open_with(s, NULL, ""), RT_OK);
    reads(s, "two");
}

int main(void)
{
#define T(function) cmocka_unit_test_setup_teardown(function, begin, end)
    const struct CMUnitTest tests[] = {
        T(each_given_one_is_an_error),
        T(in_a_folder_it_is_a_warning_and_the_rest_go_on),
        T(files_that_are_no_plugins),
        T(a_name_without_a_slash_is_a_file_here),
        T(shorter_structs_become_whole),
        T(longer_structs_are_cut),
        T(the_same_id_twice),
        T(the_same_id_twice_in_one_folder),
        T(the_same_name_twice),
        T(the_same_file_twice_is_no_matter),
        T(two_readers_that_claim_one_file),
        T(an_index_spares_the_loading),
        T(a_stale_index_is_seen_through),
        T(an_index_that_lies_is_found_out_on_loading),
        T(a_damaged_index_is_no_error),
        T(folders_that_are_not_there),
        T(the_users_own_folder),
    };
    return cmocka_run_group_tests_name("plugins", tests, NULL, NULL);
}
