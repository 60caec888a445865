/* output.c - outputs appear whole or not at all, whatever stands in their way.
 *
 * The calls that can be cut short or fail late are defined here, before the C library's, so that
 * a test can make them misbehave. */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Calls that misbehave when told ------------------------------------------ */

static struct misbehaviour {
    bool no_exchange, no_link;
    int rename_fails_at; /* the Nth renameat from now: EIO */
    bool interrupt;      /* every other pwrite and write: EINTR, and otherwise only 7 bytes */
    unsigned turn;
} bad;

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags)
{
    if (bad.no_exchange) {
        errno = EINVAL;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
    if (bad.rename_fails_at && --bad.rename_fails_at == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
    if (bad.no_link) {
        errno = EPERM;
        return -1;
    }
    return (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
}

static bool cut_short(size_t *len)
{
    if (bad.interrupt && bad.turn++ % 2) {
        errno = EINTR;
        return true;
    }
    if (bad.interrupt && *len > 7)
        *len = 7;
    return false;
}

ssize_t pwrite(int fd, const void *bytes, size_t len, off_t offset)
{
    return cut_short(&len) ? -1 : syscall(SYS_pwrite64, fd, bytes, len, offset);
}

ssize_t write(int fd, const void *bytes, size_t len)
{
    return cut_short(&len) ? -1 : syscall(SYS_write, fd, bytes, len);
}

/* ---- A folder, a run and what was said ------------------------------------------ */

typedef struct world {
    char dir[64];
    rt_run run;
    rt_outputs *all;
    size_t messages;
    char code[64], message[2048], file[512];
} world;

static void hear(void *user, const rt_message *m)
{
    world *w = user;

    w->messages++;
    snprintf(w->code, sizeof w->code, "%s", m->code);
    snprintf(w->message, sizeof w->message, "%s", m->message);
    snprintf(w->file, sizeof w->file, "%s", m->file ? m->file : "");
}

static void renew(world *w)
{
    rt_outputs_free(w->all);
    w->messages = 0;
    w->code[0] = w->message[0] = w->file[0] = '\0';
    w->all = rt_outputs_new(&w->run);
    assert_non_null(w->all);
}

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);

    strcpy(w->dir, "/tmp/retort-unit-XXXXXX");
    if (!w || !mkdtemp(w->dir))
        return -1;
    rt_limits_init(&w->run.limits);
    w->run.diagnostics = rt_diagnostics_new(hear, w);
    memset(&bad, 0, sizeof bad);
    signal(SIGPIPE, SIG_IGN);
    *state = w;
    renew(w);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static int tear_down(void **state)
{
    world *w = *state;
    uint64_t used;

    rt_outputs_free(w->all);
    used = w->run.memory.used + w->run.spooled;
    rt_memory_release(&w->run.memory);
    rt_diagnostics_free(w->run.diagnostics);
    nftw(w->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(w);
    return used ? -1 : 0; /* something was not given back */
}

/* ---- Small steps ------------------------------------------------------------------- */

static const char *at(const world *w, const char *name)
{
    static char paths[4][512];
    static int turn;
    char *path = paths[turn++ % 4];

    snprintf(path, sizeof *paths, "%s/%s", w->dir, name);
    return path;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static const char *contents(const char *path)
{
    static char found[512];
    FILE *file = fopen(path, "r");

    if (!file)
        return "(no file)";
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    return found;
}

static void assert_holds(const char *path, const char *text)
{
    assert_string_equal(contents(path), text);
}

static size_t entries(const char *dir)
{
    DIR *d = opendir(dir);
    size_t count = 0;

    while (readdir(d))
        count++;
    closedir(d);
    return count - 2;
}

static mode_t mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 07777;
}

static rt_output *add(world *w, const char *path)
{
    rt_output_file *file;

    assert_int_equal(rt_outputs_add(w->all, path, -1, false, false, &file), RT_OK);
    return rt_output_of(file);
}

static rt_status say(rt_output *out, const char *text)
{
    return out->write(out, text, strlen(text));
}

static void refused(world *w, const char *path, const char *code)
{
    rt_output_file *file;

    renew(w);
    assert_int_equal(rt_outputs_add(w->all, path, -1, false, false, &file), RT_ERR_IO);
    assert_string_equal(w->code, code);
    assert_string_equal(w->file, path);
    assert_int_equal(w->messages, 1);
}

/* Runs `body` in a child, which leaves with 0 when all was well there. */
static int in_child(void (*body)(world *), world *w)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        body(w);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define CHILD(condition) do { if (!(condition)) _exit(__LINE__ % 250 + 1); } while (0)

/* ---- One file ------------------------------------------------------------------------- */

static void appears_only_at_commit(void **state)
{
    world *w = *state;
    rt_output *out = add(w, at(w, "a.txt"));

    assert_string_equal(out->name, "a.txt");
    say(out, "one ");
    say(out, "two");
    assert_int_equal(access(at(w, "a.txt"), F_OK), -1);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    assert_holds(at(w, "a.txt"), "one two");
    assert_int_equal(entries(w->dir), 1);
    assert_int_equal(w->messages, 0);
}

static void empty_and_large_outputs_are_whole(void **state)
{
    world *w = *state;
    static char block[70001];
    rt_output *out = add(w, at(w, "large"));
    struct stat st;
    size_t sum = 0;

    add(w, at(w, "empty"));
    memset(block, 'x', sizeof block);
    for (size_t len = 0; len <= sizeof block; len += 997, sum += len)
        assert_int_equal(out->write(out, block, len), RT_OK);
    sum = 0;
    for (size_t len = 0; len <= sizeof block; len += 997)
        sum += len;
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    assert_int_equal(stat(at(w, "large"), &st), 0);
    assert_int_equal(st.st_size, sum);
    assert_int_equal(stat(at(w, "empty"), &st), 0);
    assert_int_equal(st.st_size, 0);
}

static void failure_in_the_middle_leaves_the_old_file(void **state)
{
    world *w = *state;
    static char block[100000];

    put(at(w, "a"), "old");
    rt_output *out = add(w, at(w, "a"));
    out->write(out, block, sizeof block); /* more than the buffer: it has reached the disk */
    renew(w);
    assert_holds(at(w, "a"), "old");
    assert_int_equal(entries(w->dir), 1);
}

static void temporary_file_is_private_and_mode_is_kept(void **state)
{
    world *w = *state;
    mode_t before = umask(027);
    DIR *d;

    put(at(w, "old"), "old");
    chmod(at(w, "old"), 0751);
    add(w, at(w, "old"));
    add(w, at(w, "new"));
    d = opendir(w->dir);
    for (struct dirent *e; (e = readdir(d));)
        if (strncmp(e->d_name, ".retort-", 8) == 0)
            assert_int_equal(mode_of(at(w, e->d_name)), 0600);
    closedir(d);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    umask(before);
    assert_int_equal(mode_of(at(w, "old")), 0751);
    assert_int_equal(mode_of(at(w, "new")), 0640);
}

static void owner_is_kept_by_root(void **state)
{
    world *w = *state;
    struct stat st;

    if (geteuid() != 0)
        skip();
    put(at(w, "a"), "old");
    assert_int_equal(chown(at(w, "a"), 1234, 1235), 0);
    say(add(w, at(w, "a")), "new");
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    assert_int_equal(stat(at(w, "a"), &st), 0);
    assert_int_equal(st.st_uid, 1234);
    assert_int_equal(st.st_gid, 1235);
    assert_holds(at(w, "a"), "new");
}

static void symbolic_links_are_followed(void **state)
{
    world *w = *state;
    struct stat st;

    assert_int_equal(mkdir(at(w, "real"), 0755), 0);
    assert_int_equal(mkdir(at(w, "links"), 0755), 0);
    put(at(w, "real/a"), "old");
    assert_int_equal(symlink("../real/a", at(w, "links/first")), 0);
    assert_int_equal(symlink("first", at(w, "links/second")), 0);
    assert_int_equal(symlink("../real/new", at(w, "links/dangling")), 0);
    say(add(w, at(w, "links/second")), "A");
    say(add(w, at(w, "links/dangling")), "B");
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    assert_holds(at(w, "real/a"), "A");
    assert_holds(at(w, "real/new"), "B");
    assert_int_equal(lstat(at(w, "links/second"), &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(entries(at(w, "links")), 3);
    assert_int_equal(entries(at(w, "real")), 2);
    assert_int_equal(symlink("round", at(w, "about")), 0);
    assert_int_equal(symlink("about", at(w, "round")), 0);
    refused(w, at(w, "round"), "output-name");
}

static void the_input_may_be_the_output(void **state)
{
    world *w = *state;
    char head[8] = "";
    int in;

    put(at(w, "a"), "input");
    in = open(at(w, "a"), O_RDONLY);
    rt_output *out = add(w, at(w, "a"));
    assert_int_equal(read(in, head, 2), 2);
    say(out, "output");
    assert_int_equal(read(in, head + 2, 3), 3);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    close(in);
    assert_string_equal(head, "input");
    assert_holds(at(w, "a"), "output");
}

static void names_that_cannot_be_are_refused(void **state)
{
    world *w = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char longer[400];
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);

    put(at(w, "file"), "x");
    refused(w, w->dir, "output-name");
    assert_non_null(strstr(w->message, "folder"));
    refused(w, "/", "output-name");
    refused(w, at(w, "missing/a"), "output-folder");
    assert_non_null(strstr(w->message, "create the folder first"));
    refused(w, at(w, "missing/"), "output-name");
    refused(w, at(w, "file/a"), "output-folder");
    refused(w, "", "output-name");
    memset(longer, 'x', sizeof longer - 1);
    longer[399] = '\0';
    refused(w, longer, "output-name");
    snprintf(address.sun_path, sizeof address.sun_path, "%s", at(w, "socket"));
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    refused(w, at(w, "socket"), "output-name");
    close(listener);
    assert_int_equal(entries(w->dir), 2);
}

static void as_nobody(world *w)
{
    rt_output_file *file;

    CHILD(setgid(65534) == 0 && setuid(65534) == 0);
    CHILD(rt_outputs_add(w->all, at(w, "shut/a"), -1, false, false, &file) == RT_ERR_IO);
    CHILD(strcmp(w->code, "output-folder") == 0 && w->messages == 1);
    CHILD(rt_outputs_add(w->all, at(w, "shut/new"), -1, false, false, &file) == RT_ERR_IO);
    CHILD(strcmp(w->code, "output-folder") == 0 && strstr(w->message, "permission"));
    CHILD(rt_outputs_add(w->all, at(w, "open/protected"), -1, false, false, &file) == RT_ERR_IO);
    CHILD(strcmp(w->code, "output-protected") == 0);
    /* Another's file in an open folder: replaced, but what its group may do is not given to ours. */
    CHILD(rt_outputs_add(w->all, at(w, "open/others"), -1, false, false, &file) == RT_OK);
    CHILD(rt_outputs_commit(w->all) == RT_OK);
    CHILD(mode_of(at(w, "open/others")) == 0666);
}

static void what_may_not_be_written_is_said(void **state)
{
    world *w = *state;

    if (geteuid() != 0)
        skip();
    chmod(w->dir, 0755);
    mkdir(at(w, "shut"), 0755);
    mkdir(at(w, "open"), 0755);
    chmod(at(w, "open"), 0777);
    put(at(w, "shut/a"), "old");
    chmod(at(w, "shut/a"), 0666);
    put(at(w, "open/protected"), "old");
    put(at(w, "open/others"), "old");
    chmod(at(w, "open/others"), 06676);
    assert_int_equal(in_child(as_nobody, w), 0);
    assert_holds(at(w, "shut/a"), "old");
    assert_holds(at(w, "open/protected"), "old");
    assert_int_equal(entries(at(w, "open")), 2);
}

static void interrupted_and_partial_writes_go_on(void **state)
{
    world *w = *state;
    static char block[200000], found[200000];
    rt_output_file *spooled;
    int ends[2], fd;

    for (size_t i = 0; i < sizeof block; i++)
        block[i] = (char)(i * 7 % 251);
    assert_int_equal(pipe(ends), 0);
    bad.interrupt = true;
    rt_output *out = add(w, at(w, "a"));
    assert_int_equal(rt_outputs_add(w->all, "pipe", ends[1], true, false, &spooled), RT_OK);
    for (size_t i = 0; i < sizeof block; i += 1000)
        assert_int_equal(out->write(out, block + i, 1000), RT_OK);
    rt_output_of(spooled)->write(rt_output_of(spooled), block, 5000);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    bad.interrupt = false;
    fd = open(at(w, "a"), O_RDONLY);
    assert_int_equal(read(fd, found, sizeof found), sizeof found);
    assert_memory_equal(found, block, sizeof block);
    close(fd);
    close(ends[1]);
    assert_int_equal(read(ends[0], found, sizeof found), 5000);
    assert_memory_equal(found, block, 5000);
    close(ends[0]);
}

/* ---- Several files --------------------------------------------------------------------- */

/* With the old files a and c and the new b, the Nth renaming fails. */
static void third_one_fails(world *w, int rename)
{
    put(at(w, "a"), "old a");
    put(at(w, "c"), "old c");
    unlink(at(w, "b"));
    renew(w);
    say(add(w, at(w, "a")), "new a");
    say(add(w, at(w, "b")), "new b");
    say(add(w, at(w, "c")), "new c");
    bad.rename_fails_at = rename;
    assert_int_equal(rt_outputs_commit(w->all), RT_ERR_IO);
    bad.rename_fails_at = 0;
    renew(w);
    assert_holds(at(w, "a"), "old a");
    assert_holds(at(w, "c"), "old c");
    assert_int_equal(entries(w->dir), 2);
}

static void all_or_none_by_every_way_of_keeping(void **state)
{
    world *w = *state;

    for (int way = 0; way < 3; way++) {
        bad.no_exchange = way > 0;
        bad.no_link = way > 1;
        /* Each renameat of the way: b (exchange); a, b, c (link); a aside, a, b, c aside, c. */
        for (int rename = 1; rename <= (way == 0 ? 1 : way == 1 ? 3 : 5); rename++)
            third_one_fails(w, rename);
        renew(w);
        say(add(w, at(w, "a")), "new a");
        say(add(w, at(w, "b")), "new b");
        assert_int_equal(rt_outputs_commit(w->all), RT_OK);
        renew(w);
        assert_holds(at(w, "a"), "new a");
        assert_holds(at(w, "b"), "new b");
        assert_holds(at(w, "c"), "old c");
        assert_int_equal(entries(w->dir), 3);
    }
}

static void one_that_fails_while_written_stops_all(void **state)
{
    world *w = *state;
    static char block[100000];
    rt_output_file *full;

    put(at(w, "a"), "old");
    say(add(w, at(w, "a")), "new");
    assert_int_equal(rt_outputs_add(w->all, "/dev/full", -1, false, false, &full), RT_OK);
    rt_output *out = rt_output_of(full);
    assert_int_equal(out->write(out, block, sizeof block), RT_ERR_IO);
    assert_int_equal(out->write(out, block, 1), RT_ERR_IO); /* sticks, and is said once */
    assert_int_equal(rt_outputs_commit(w->all), RT_ERR_IO);
    assert_int_equal(w->messages, 1);
    assert_string_equal(w->code, "output-full");
    renew(w);
    assert_holds(at(w, "a"), "old");
    assert_int_equal(entries(w->dir), 1);
}

static void two_outputs_of_one_name_are_refused(void **state)
{
    world *w = *state;
    rt_output_file *file;
    rt_output *beside;
    char other[512];

    snprintf(other, sizeof other, "%s/./a", w->dir);
    assert_int_equal(symlink("a", at(w, "link")), 0);
    rt_output *out = add(w, at(w, "a"));
    assert_int_equal(rt_outputs_add(w->all, other, -1, false, false, &file), RT_ERR_IO);
    assert_string_equal(w->code, "output-name");
    assert_int_equal(rt_outputs_add(w->all, at(w, "link"), -1, false, false, &file), RT_ERR_IO);
    assert_int_equal(out->beside(out, "a", &beside), RT_ERR_IO);
    assert_int_equal(rt_outputs_add(w->all, "-", -1, true, false, &file), RT_OK);
    assert_int_equal(rt_outputs_add(w->all, "/dev/stdout", -1, true, false, &file), RT_ERR_IO);
    assert_string_equal(w->code, "output-name");
}

/* ---- Files beside ------------------------------------------------------------------------ */

static void files_beside_appear_together(void **state)
{
    world *w = *state;
    enum { MANY = 300 };
    rt_output *out = add(w, at(w, "a.csv")), *files[MANY];

    for (int i = 0; i < MANY; i++) {
        char name[32];
        snprintf(name, sizeof name, "a-%d.csv", i);
        assert_int_equal(out->beside(out, name, &files[i]), RT_OK);
        assert_string_equal(files[i]->name, name);
        assert_int_equal(say(files[i], "first"), RT_OK);
    }
    assert_true(entries("/proc/self/fd") < 100);
    assert_true(w->run.memory.used < 40 * 65536 + MANY * 1000);
    for (int i = 0; i < MANY; i += 7) /* those that were put away go on where they were */
        assert_int_equal(say(files[i], " second"), RT_OK);
    assert_int_equal(access(at(w, "a-0.csv"), F_OK), -1);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    assert_holds(at(w, "a-0.csv"), "first second");
    assert_holds(at(w, "a-1.csv"), "first");
    assert_holds(at(w, "a-294.csv"), "first second");
    assert_int_equal(entries(w->dir), MANY + 1);
}

static void names_from_documents_stay_in_the_folder(void **state)
{
    world *w = *state;
    static const char *const names[] = {"", ".", "..", "../x", "a/b", "/etc/x", ".hidden", "a\nb",
                                        "\x1b[2Jx"};
    rt_output *beside;

    assert_int_equal(mkdir(at(w, "in"), 0755), 0);
    put(at(w, "target"), "old");
    assert_int_equal(symlink("../target", at(w, "in/link")), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        renew(w);
        rt_output *out = add(w, at(w, "in/a"));
        assert_int_equal(out->beside(out, names[i], &beside), RT_ERR_IO);
        assert_string_equal(w->code, "output-beside");
        for (const char *c = w->message; *c; c++)
            assert_true((unsigned char)*c >= ' ');
        assert_int_equal(rt_outputs_commit(w->all), RT_ERR_IO); /* a missing part fails the whole */
    }
    renew(w);
    rt_output *out = add(w, at(w, "in/a"));
    assert_int_equal(out->beside(out, "link", &beside), RT_ERR_IO);
    assert_string_equal(w->code, "output-name");
    renew(w);
    assert_holds(at(w, "target"), "old");
    assert_int_equal(entries(at(w, "in")), 1);
}

static void a_pipe_has_nothing_beside(void **state)
{
    world *w = *state;
    rt_output_file *file;
    rt_output *beside;

    assert_int_equal(rt_outputs_add(w->all, "/dev/null", -1, false, false, &file), RT_OK);
    rt_output *out = rt_output_of(file);
    assert_string_equal(out->name, "");
    assert_int_equal(out->beside(out, "x", &beside), RT_ERR_UNSUPPORTED);
    assert_string_equal(w->code, "output-beside");
}

/* ---- Seeking and reading back --------------------------------------------------------------- */

static void overwrite(rt_output *out)
{
    uint64_t offset;
    static char block[150000];

    memset(block, 'x', sizeof block);
    assert_int_equal(say(out, "0123456789"), RT_OK);
    assert_int_equal(out->seek(out, 3), RT_OK);
    assert_int_equal(say(out, "abc"), RT_OK);
    assert_int_equal(out->tell(out, &offset), RT_OK);
    assert_int_equal(offset, 6);
    assert_int_equal(out->seek(out, 10), RT_OK);
    assert_int_equal(out->write(out, block, sizeof block), RT_OK);
    assert_int_equal(out->seek(out, 0), RT_OK);
    assert_int_equal(say(out, "Z"), RT_OK);
    assert_int_equal(out->seek(out, 150010), RT_OK);
    assert_int_equal(say(out, "end"), RT_OK);
    assert_int_equal(out->tell(out, &offset), RT_OK);
    assert_int_equal(offset, 150013);
}

static void check_overwritten(int fd)
{
    static char found[200000];
    size_t len = 0;
    ssize_t n;

    while ((n = read(fd, found + len, sizeof found - len)) > 0)
        len += (size_t)n;
    assert_int_equal(len, 150013);
    assert_memory_equal(found, "Z12abc6789xxx", 13);
    assert_memory_equal(found + 150008, "xxend", 5);
}

static void seeking_works_in_files_and_pipes(void **state)
{
    world *w = *state;
    rt_output_file *file, *piped;
    int ends[2], fd;

    assert_int_equal(rt_outputs_add(w->all, at(w, "a"), -1, false, true, &file), RT_OK);
    overwrite(rt_output_of(file));
    assert_int_equal(rt_output_reread(file, &fd), RT_OK);
    check_overwritten(fd);
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETPIPE_SZ, 262144);
    assert_int_equal(rt_outputs_add(w->all, "pipe", ends[1], false, true, &piped), RT_OK);
    overwrite(rt_output_of(piped));
    assert_int_equal(rt_output_reread(piped, &fd), RT_OK);
    check_overwritten(fd);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    renew(w);
    close(ends[1]);
    check_overwritten(ends[0]);
    close(ends[0]);
    fd = open(at(w, "a"), O_RDONLY);
    check_overwritten(fd);
    close(fd);
}

static void seeking_unasked_or_too_far_is_the_plugins_bug(void **state)
{
    world *w = *state;
    rt_output_file *file;
    rt_output *out = add(w, at(w, "a"));

    say(out, "abc");
    assert_int_equal(out->seek(out, 0), RT_ERR_PLUGIN);
    assert_int_equal(rt_outputs_commit(w->all), RT_ERR_PLUGIN);
    renew(w);
    assert_int_equal(rt_outputs_add(w->all, at(w, "a"), -1, false, true, &file), RT_OK);
    out = rt_output_of(file);
    say(out, "abc");
    assert_int_equal(out->seek(out, 4), RT_ERR_PLUGIN);
    assert_string_equal(w->code, "plugin-error");
}

/* ---- Streams ------------------------------------------------------------------------------------ */

static void *read_fifo(void *path)
{
    static char found[300000];
    int fd = open(path, O_RDONLY);
    size_t len = 0;
    ssize_t n;

    while ((n = read(fd, found + len, sizeof found - len)) > 0)
        len += (size_t)n;
    close(fd);
    return (void *)(uintptr_t)len;
}

static void a_fifo_is_written_to_and_stays(void **state)
{
    world *w = *state;
    static char block[250000], path[512];
    struct stat st;
    pthread_t reader;
    void *len;

    strcpy(path, at(w, "fifo"));
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(pthread_create(&reader, NULL, read_fifo, path), 0);
    rt_output *out = add(w, path);
    assert_int_equal(out->write(out, block, sizeof block), RT_OK);
    assert_int_equal(say(out, "end"), RT_OK);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    renew(w);
    pthread_join(reader, &len);
    assert_int_equal((uintptr_t)len, sizeof block + 3);
    assert_int_equal(lstat(path, &st), 0);
    assert_true(S_ISFIFO(st.st_mode));
    assert_int_equal(entries(w->dir), 1);
}

static void nothing_reaches_a_spooled_pipe_before_commit(void **state)
{
    world *w = *state;
    static char block[30000];
    char found[8];
    rt_output_file *file;
    int ends[2], fd;

    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    assert_int_equal(rt_outputs_add(w->all, "pipe", ends[1], true, false, &file), RT_OK);
    rt_output *out = rt_output_of(file);
    for (int i = 0; i < 10; i++)
        assert_int_equal(out->write(out, block, sizeof block), RT_OK);
    assert_int_equal(rt_output_reread(file, &fd), RT_OK);
    assert_int_equal(lseek(fd, 0, SEEK_END), 10 * sizeof block);
    renew(w); /* it failed: the reader gets nothing at all */
    close(ends[1]);
    assert_int_equal(read(ends[0], found, sizeof found), 0);
    close(ends[0]);
}

static void spooling_is_limited(void **state)
{
    world *w = *state;
    static char block[70000];
    rt_output_file *file;

    w->run.limits.value[RT_LIMIT_SPOOL] = 100000;
    assert_int_equal(rt_outputs_add(w->all, "/dev/null", -1, true, false, &file), RT_OK);
    rt_output *out = rt_output_of(file);
    assert_int_equal(out->write(out, block, sizeof block), RT_OK);
    assert_int_equal(out->write(out, block, sizeof block), RT_ERR_LIMIT);
    assert_int_equal(rt_outputs_commit(w->all), RT_ERR_LIMIT);
    assert_int_equal(w->messages, 1);
}

static void *drain_slowly(void *fd)
{
    char found[4096];
    size_t len = 0;
    ssize_t n;

    while ((n = read(*(int *)fd, found, sizeof found)) > 0) {
        len += (size_t)n;
        sched_yield();
    }
    return (void *)(uintptr_t)len;
}

static void a_pipe_that_does_not_block_is_waited_for(void **state)
{
    world *w = *state;
    static char block[400000];
    rt_output_file *file;
    pthread_t reader;
    int ends[2];
    void *len;

    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    pthread_create(&reader, NULL, drain_slowly, &ends[0]);
    assert_int_equal(rt_outputs_add(w->all, "pipe", ends[1], false, false, &file), RT_OK);
    rt_output *out = rt_output_of(file);
    assert_int_equal(out->write(out, block, sizeof block), RT_OK);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    close(ends[1]);
    pthread_join(reader, &len);
    assert_int_equal((uintptr_t)len, sizeof block);
    close(ends[0]);
}

static void a_closed_pipe_is_said_once_and_changes_no_file(void **state)
{
    world *w = *state;
    rt_output_file *file;
    int ends[2];

    for (int spool = 0; spool < 2; spool++) {
        renew(w);
        assert_int_equal(pipe(ends), 0);
        put(at(w, "a"), "old");
        say(add(w, at(w, "a")), "new");
        assert_int_equal(rt_outputs_add(w->all, "pipe", ends[1], spool, false, &file), RT_OK);
        rt_output *out = rt_output_of(file);
        close(ends[0]);
        for (int i = 0; i < 100000; i++)
            say(out, "some text ");
        assert_int_equal(rt_outputs_commit(w->all), RT_ERR_IO);
        assert_int_equal(w->messages, 1);
        assert_string_equal(w->code, "output-closed");
        close(ends[1]);
        renew(w);
        assert_holds(at(w, "a"), "old");
        assert_int_equal(entries(w->dir), 1);
    }
}

static void a_descriptor_that_cannot_be_written_is_refused(void **state)
{
    world *w = *state;
    rt_output_file *file;
    int in = open("/dev/null", O_RDONLY);

    assert_int_equal(rt_outputs_add(w->all, "in", in, false, false, &file), RT_ERR_IO);
    assert_string_equal(w->code, "output-name");
    close(in);
    assert_int_equal(rt_outputs_add(w->all, "in", in, false, false, &file), RT_ERR_IO);
}

static void a_redirected_file_goes_on_at_its_end(void **state)
{
    world *w = *state;
    rt_output_file *file;
    char name[32];
    int fd, again;

    put(at(w, "log"), "before ");
    fd = open(at(w, "log"), O_WRONLY | O_APPEND);
    snprintf(name, sizeof name, "/dev/fd/%d", fd);
    assert_int_equal(rt_outputs_add(w->all, name, -1, false, false, &file), RT_OK);
    say(rt_output_of(file), "after");
    assert_int_equal(rt_output_reread(file, &again), RT_ERR_UNSUPPORTED);
    assert_int_equal(rt_outputs_commit(w->all), RT_OK);
    renew(w);
    assert_int_equal(fcntl(fd, F_GETFD) < 0, 0); /* not ours to close */
    close(fd);
    assert_holds(at(w, "log"), "before after");
    assert_int_equal(entries(w->dir), 1);
}

static volatile int stop_now;
static void on_alarm(int signal) { (void)signal; stop_now = 1; }

static void a_stop_ends_the_wait_for_a_reader(void **state)
{
    world *w = *state;
    static char block[300000];
    struct sigaction action = {.sa_handler = on_alarm};
    rt_output_file *file;
    int ends[2];

    stop_now = 0;
    w->run.stop = &stop_now;
    assert_int_equal(pipe(ends), 0);
    sigaction(SIGALRM, &action, NULL);
    ualarm(20000, 20000); /* again and again: one may come before the write */
    assert_int_equal(rt_outputs_add(w->all, "pipe", ends[1], false, false, &file), RT_OK);
    rt_output *out = rt_output_of(file);
    assert_int_equal(out->write(out, block, sizeof block), RT_STOPPED);
    assert_int_equal(rt_outputs_commit(w->all), RT_STOPPED);
    assert_int_equal(mkfifo(at(w, "fifo"), 0600), 0);
    assert_int_equal(rt_outputs_add(w->all, at(w, "fifo"), -1, false, false, &file), RT_STOPPED);
    ualarm(0, 0);
    assert_int_equal(w->messages, 0);
    close(ends[0]);
    close(ends[1]);
}

/* ---- Full disks, signals, memory ------------------------------------------------------------------ */

static void on_small_disk(world *w)
{
    static char block[100000];
    rt_output_file *small, *large;
    rt_output *out;
    rt_status status = RT_OK;

    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", w->dir, "tmpfs", 0, "size=1m") != 0)
        _exit(77);
    put(at(w, "a"), "old a");
    put(at(w, "b"), "old b");
    CHILD(rt_outputs_add(w->all, at(w, "a"), -1, false, false, &small) == RT_OK);
    CHILD(rt_outputs_add(w->all, at(w, "b"), -1, false, false, &large) == RT_OK);
    CHILD(say(rt_output_of(small), "new") == RT_OK);
    out = rt_output_of(large);
    for (int i = 0; i < 20 && status == RT_OK; i++)
        status = out->write(out, block, sizeof block);
    CHILD(status == RT_ERR_IO && w->messages == 1);
    CHILD(strcmp(w->code, "output-full") == 0 && strcmp(w->file, at(w, "b")) == 0);
    CHILD(strstr(w->message, "bytes stood in a temporary file") && strstr(w->message, "as it was"));
    CHILD(rt_outputs_commit(w->all) == RT_ERR_IO && w->messages == 1);
    rt_outputs_free(w->all);
    CHILD(entries(w->dir) == 2);
    CHILD(strcmp(contents(at(w, "a")), "old a") == 0 && strcmp(contents(at(w, "b")), "old b") == 0);
}

static void a_full_disk_changes_nothing(void **state)
{
    world *w = *state;
    int status = in_child(on_small_disk, w);

    if (status == 77) {
        print_message("no tmpfs can be mounted here\n");
        skip();
    }
    assert_int_equal(status, 0);
}

static void terminate(int signal)
{
    (void)signal;
    rt_outputs_emergency();
    _exit(0);
}

static void until_killed(world *w)
{
    rt_output *out = add(w, at(w, "a")), *beside;

    for (int i = 0; i < 50; i++) {
        char name[16];
        snprintf(name, sizeof name, "b%d", i);
        CHILD(out->beside(out, name, &beside) == RT_OK && say(beside, "x") == RT_OK);
    }
    add(w, at(w, "other/c"));
    CHILD(entries(w->dir) == 51 + 2);
    if (fork() == 0) {
        rt_outputs_emergency(); /* not the child's to remove */
        _exit(0);
    }
    wait(NULL);
    CHILD(entries(w->dir) == 51 + 2);
    signal(SIGTERM, terminate);
    raise(SIGTERM);
    _exit(99);
}

static void a_signal_leaves_nothing_behind(void **state)
{
    world *w = *state;

    put(at(w, "a"), "old");
    mkdir(at(w, "other"), 0755);
    assert_int_equal(in_child(until_killed, w), 0);
    assert_int_equal(entries(w->dir), 2);
    assert_int_equal(entries(at(w, "other")), 0);
    assert_holds(at(w, "a"), "old");
}

static rt_status whole_story(world *w)
{
    static char block[70000];
    rt_output_file *file = NULL, *piped = NULL;
    rt_output *out, *beside;
    rt_status status;

    if (!(w->all = rt_outputs_new(&w->run)))
        return RT_ERR_MEMORY;
    status = rt_outputs_add(w->all, at(w, "a"), -1, false, true, &file);
    if (status == RT_OK)
        status = rt_outputs_add(w->all, "/dev/null", -1, true, false, &piped);
    if (status != RT_OK)
        return status;
    out = rt_output_of(piped);
    if ((status = out->write(out, block, sizeof block)) != RT_OK || (status = say(out, "x")) != RT_OK)
        return status;
    out = rt_output_of(file);
    if ((status = say(out, "new")) != RT_OK)
        return status;
    for (int i = 0; i < 40 && status == RT_OK; i++) {
        char name[16];
        snprintf(name, sizeof name, "b%d", i);
        if ((status = out->beside(out, name, &beside)) == RT_OK)
            status = say(beside, "x");
    }
    return status == RT_OK ? rt_outputs_commit(w->all) : status;
}

static void every_failing_allocation_unwinds(void **state)
{
    world *w = *state;
    rt_status status = RT_ERR_MEMORY;

    put(at(w, "a"), "old");
    for (uint64_t n = 1; status != RT_OK; n++) {
        size_t open = entries("/proc/self/fd");
        rt_outputs_free(w->all);
        w->all = NULL;
        open -= open - entries("/proc/self/fd");
        w->run.memory.fail_after = n;
        status = whole_story(w);
        assert_true(status == RT_ERR_MEMORY || status == RT_OK);
        w->run.memory.fail_after = 0;
        rt_outputs_free(w->all);
        w->all = NULL;
        assert_int_equal(w->run.memory.used, 0);
        assert_int_equal(w->run.spooled, 0);
        assert_int_equal(entries("/proc/self/fd"), open);
        if (status != RT_OK) {
            assert_int_equal(entries(w->dir), 1);
            assert_holds(at(w, "a"), "old");
        }
        assert_true(n < 1000);
    }
    assert_holds(at(w, "a"), "new");
    assert_int_equal(entries(w->dir), 41);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(appears_only_at_commit),
        TEST(empty_and_large_outputs_are_whole),
        TEST(failure_in_the_middle_leaves_the_old_file),
        TEST(temporary_file_is_private_and_mode_is_kept),
        TEST(owner_is_kept_by_root),
        TEST(symbolic_links_are_followed),
        TEST(the_input_may_be_the_output),
        TEST(names_that_cannot_be_are_refused),
        TEST(what_may_not_be_written_is_said),
        TEST(interrupted_and_partial_writes_go_on),
        TEST(all_or_none_by_every_way_of_keeping),
        TEST(one_that_fails_while_written_stops_all),
        TEST(two_outputs_of_one_name_are_refused),
        TEST(files_beside_appear_together),
        TEST(names_from_documents_stay_in_the_folder),
        TEST(a_pipe_has_nothing_beside),
        TEST(seeking_works_in_files_and_pipes),
        TEST(seeking_unasked_or_too_far_is_the_plugins_bug),
        TEST(a_fifo_is_written_to_and_stays),
        TEST(nothing_reaches_a_spooled_pipe_before_commit),
        TEST(spooling_is_limited),
        TEST(a_pipe_that_does_not_block_is_waited_for),
        TEST(a_closed_pipe_is_said_once_and_changes_no_file),
        TEST(a_descriptor_that_cannot_be_written_is_refused),
        TEST(a_redirected_file_goes_on_at_its_end),
        TEST(a_stop_ends_the_wait_for_a_reader),
        TEST(a_full_disk_changes_nothing),
        TEST(a_signal_leaves_nothing_behind),
        TEST(every_failing_allocation_unwinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
