/* input.c (unit) - opening, windows, peeking, pipes out of order, limits, interrupted reads, and
 * the files that a document may and may not reach beside itself. */
#include "beside.h"
#include "io.h"
#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64]; /* a fresh one for each test, and the current one */
static char heard[512]; /* codes, a space behind each */
static char last[512];
static volatile int stop;
static rt_run run;

static void hear(void *user, const rt_message *message)
{
    (void)user;
    strncat(heard, message->code, sizeof heard - strlen(heard) - 2);
    strcat(heard, " ");
    snprintf(last, sizeof last, "%s", message->message);
}

static int setup(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/retort-input-XXXXXX");
    heard[0] = '\0';
    stop = 0;
    run = (rt_run){.file = "test", .stop = &stop};
    rt_limits_init(&run.limits);
    run.diagnostics = rt_diagnostics_new(hear, NULL);
    return mkdtemp(folder) && chmod(folder, 0755) == 0 && chdir(folder) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
    char command[256];
    (void)state;
    rt_diagnostics_free(run.diagnostics);
    assert_int_equal(run.memory.used, 0);
    assert_int_equal(run.spooled, 0);
    snprintf(command, sizeof command, "chmod -R u+rwx %s; rm -rf %s", folder, folder);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

static void put(const char *path, const char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

static char *pattern(size_t len)
{
    char *bytes = malloc(len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)(i * 31 + i / 251);
    return bytes;
}

static rt_input_file *open_ok(const char *path, int fd)
{
    rt_input_file *file;
    assert_int_equal(rt_input_open(&run, path, fd, &file), RT_OK);
    return file;
}

/* Reads to the end and compares; answers the status. */
static rt_status read_all(rt_input *in, const char *expected, size_t len)
{
    size_t at = 0, got = 1;
    rt_status status = RT_OK;
    while (status == RT_OK && got) {
        const char *bytes;
        status = in->next(in, &bytes, &got);
        if (status != RT_OK)
            return status;
        assert_true(at + got <= len);
        if (got)
            assert_memory_equal(bytes, expected + at, got);
        at += got;
    }
    assert_int_equal(at, len);
    return status;
}

/* A pipe that a child fills after `wait` milliseconds. */
static int filled_pipe(const char *bytes, size_t len, unsigned wait, pid_t *child)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    *child = fork();
    if (*child == 0) {
        close(ends[0]);
        usleep(wait * 1000);
        while (len) {
            ssize_t n = write(ends[1], bytes, len);
            if (n <= 0)
                _exit(1);
            bytes += n;
            len -= (size_t)n;
        }
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

static void end_pipe(int fd, pid_t child)
{
    int status;
    close(fd);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
}

/* ---- Opening ---------------------------------------------------------------- */

static void assert_refused(const char *path, const char *code)
{
    rt_input_file *file;
    heard[0] = '\0';
    assert_int_equal(rt_input_open(&run, path, -1, &file), RT_ERR_IO);
    assert_null(file);
    assert_string_equal(heard, code);
    assert_non_null(strstr(last, path));
}

static void what_cannot_be_read_is_said(void **state)
{
    (void)state;
    put("file", "x", 1);
    put("secret", "x", 1);
    mkdir("sub", 0755);
    chmod("secret", 0);
    assert_refused("nowhere", "input-missing ");
    assert_refused("file/below", "input-missing ");
    assert_refused("sub", "input-folder ");
    assert_refused(".", "input-folder ");
    if (geteuid() == 0)
        assert_int_equal(seteuid(65534), 0);
    assert_refused("secret", "input-permission ");
    if (getuid() == 0)
        assert_int_equal(seteuid(0), 0);
}

static void empty_and_tiny_files(void **state)
{
    const char *head;
    size_t len;
    uint64_t bytes;

    (void)state;
    put("empty", "", 0);
    rt_input_file *file = open_ok("empty", -1);
    assert_int_equal(rt_input_peek(file, &head, &len), RT_OK);
    assert_int_equal(len, 0);
    assert_int_equal(rt_input_of(file)->length(rt_input_of(file), &bytes), RT_OK);
    assert_int_equal(bytes, 0);
    assert_int_equal(read_all(rt_input_of(file), "", 0), RT_OK);
    assert_int_equal(read_all(rt_input_of(file), "", 0), RT_OK); /* the end stays the end */
    rt_input_close(file);
    file = open_ok("empty", -1);
    assert_int_equal(rt_input_decode(file, NULL, (rt_str){NULL, 0}), RT_OK);
    assert_int_equal(read_all(rt_input_of(file), "", 0), RT_OK);
    rt_input_close(file);
}

/* Files of /proc say that they have no length. */
static void files_without_length_are_read(void **state)
{
    char buffer[8];
    size_t got;

    (void)state;
    rt_input_file *file = open_ok("/proc/self/status", -1);
    rt_input *in = rt_input_of(file);
    assert_int_equal(in->read_at(in, 0, buffer, 5, &got), RT_OK);
    assert_memory_equal(buffer, "Name:", 5);
    rt_input_close(file);
}

/* ---- Windows ---------------------------------------------------------------- */

static void windows_are_the_file(void **state)
{
    static const size_t sizes[] = {1, 65535, 65536, 65537, 196608, 400001};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char *bytes = pattern(sizes[i]);
        const char *head;
        size_t len, got;
        char some[100];
        uint64_t length;
        put("file", bytes, sizes[i]);
        rt_input_file *file = open_ok("file", -1);
        rt_input *in = rt_input_of(file);
        assert_int_equal(rt_input_peek(file, &head, &len), RT_OK);
        assert_int_equal(len, sizes[i] < 65536 ? sizes[i] : 65536);
        assert_int_equal(in->read_at(in, sizes[i] - 1, some, sizeof some, &got), RT_OK);
        assert_int_equal(got, 1);
        assert_int_equal(some[0], bytes[sizes[i] - 1]);
        assert_int_equal(read_all(in, bytes, sizes[i]), RT_OK);
        assert_memory_equal(head, bytes, len); /* the head outlives the reading */
        assert_int_equal(in->length(in, &length), RT_OK);
        assert_int_equal(length, sizes[i]);
        assert_int_equal(in->read_at(in, UINT64_MAX, some, 1, &got), RT_OK);
        assert_int_equal(got, 0);
        rt_input_close(file);
        free(bytes);
    }
}

/* A given descriptor is read from where it stands, and left open. */
static void descriptors_keep_their_place(void **state)
{
    char some[4];
    size_t got;
    uint64_t length;

    (void)state;
    put("file", "skip,rest", 9);
    int fd = open("file", O_RDONLY);
    assert_int_equal(lseek(fd, 5, SEEK_SET), 5);
    rt_input_file *file = open_ok("a name only", fd);
    rt_input *in = rt_input_of(file), *other;
    assert_string_equal(in->name, "a name only");
    assert_int_equal(in->length(in, &length), RT_OK);
    assert_int_equal(length, 4);
    assert_int_equal(in->read_at(in, 1, some, 2, &got), RT_OK);
    assert_memory_equal(some, "es", 2);
    assert_int_equal(in->beside(in, "file", &other), RT_ERR_IO); /* its folder is not known */
    assert_int_equal(read_all(in, "rest", 4), RT_OK);
    rt_input_close(file);
    assert_int_equal(fcntl(fd, F_GETFD), 0);
    close(fd);
}

static void text_through_packets(void **state)
{
    static const char text[] = "中文,é,😀\r\n";
    int ends[2];
    (void)state;
    for (size_t size = 1; size < 8; size++) { /* each read gives one packet */
        assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
        for (size_t at = 0; at < sizeof text - 1; at += size)
            assert_true(send(ends[1], text + at,
                             sizeof text - 1 - at < size ? sizeof text - 1 - at : size, 0) > 0);
        close(ends[1]);
        rt_input_file *file = open_ok("-", ends[0]);
        assert_string_equal(rt_input_of(file)->name, "standard input");
        assert_null(rt_input_charset(file));
        assert_int_equal(rt_input_decode(file, NULL, (rt_str){NULL, 0}), RT_OK);
        assert_int_equal(read_all(rt_input_of(file), text, sizeof text - 1), RT_OK);
        assert_string_equal(rt_input_charset(file), "UTF-8");
        rt_input_close(file);
        close(ends[0]);
    }
}

/* Longer than every buffer, so that characters lie across all their ends. */
static void long_text_through_a_pipe(void **state)
{
    static const char unit[] = "ab,中文é😀\r\n";
    enum { COUNT = 30000, UNIT = sizeof unit - 1 };
    char *text = malloc((size_t)COUNT * UNIT);
    pid_t child;

    (void)state;
    for (size_t i = 0; i < COUNT; i++)
        memcpy(text + i * UNIT, unit, UNIT);
    int fd = filled_pipe(text, (size_t)COUNT * UNIT, 0, &child);
    rt_input_file *file = open_ok("pipe", fd);
    assert_int_equal(rt_input_decode(file, NULL, (rt_str){NULL, 0}), RT_OK);
    assert_int_equal(read_all(rt_input_of(file), text, (size_t)COUNT * UNIT), RT_OK);
    rt_input_close(file);
    end_pipe(fd, child);
    free(text);
}

/* ---- Pipes out of order ----------------------------------------------------- */

static void pipes_are_spooled(void **state)
{
    enum { SIZE = 300000 };
    char *bytes = pattern(SIZE), some[64];
    const char *window;
    size_t got;
    uint64_t length;
    pid_t child;

    (void)state;
    int fd = filled_pipe(bytes, SIZE, 0, &child);
    rt_input_file *file = open_ok("pipe", fd);
    rt_input *in = rt_input_of(file);
    assert_int_equal(in->next(in, &window, &got), RT_OK); /* within the head it is not too late */
    assert_memory_equal(window, bytes, got);
    assert_int_equal(in->read_at(in, SIZE - 10, some, sizeof some, &got), RT_OK);
    assert_int_equal(got, 10);
    assert_memory_equal(some, bytes + SIZE - 10, 10);
    assert_int_equal(in->length(in, &length), RT_OK);
    assert_int_equal(length, SIZE);
    assert_int_equal(run.spooled, SIZE);
    assert_int_equal(read_all(in, bytes + 65536, SIZE - 65536), RT_OK);
    rt_input_close(file);
    end_pipe(fd, child);
    free(bytes);
}

static void too_late_or_text_is_the_plugins_fault(void **state)
{
    enum { SIZE = 300000 };
    char *bytes = pattern(SIZE), some[4];
    size_t got;
    uint64_t length;
    pid_t child;

    (void)state;
    int fd = filled_pipe(bytes, SIZE, 0, &child);
    rt_input_file *file = open_ok("pipe", fd);
    rt_input *in = rt_input_of(file);
    assert_int_equal(read_all(in, bytes, SIZE), RT_OK);
    assert_int_equal(in->read_at(in, 0, some, 4, &got), RT_ERR_PLUGIN);
    assert_string_equal(heard, "input-order ");
    rt_input_close(file);
    end_pipe(fd, child);
    put("file", "text", 4);
    file = open_ok("file", -1);
    in = rt_input_of(file);
    assert_int_equal(rt_input_decode(file, NULL, (rt_str){NULL, 0}), RT_OK);
    assert_int_equal(in->length(in, &length), RT_ERR_PLUGIN);
    rt_input_close(file);
    free(bytes);
}

static void limits_stop_pipes_and_files(void **state)
{
    enum { SIZE = 200000 };
    char *bytes = pattern(SIZE);
    rt_input_file *file;
    uint64_t length;
    pid_t child;

    (void)state;
    run.limits.value[RT_LIMIT_SPOOL] = SIZE - 1;
    int fd = filled_pipe(bytes, SIZE, 0, &child);
    file = open_ok("pipe", fd);
    assert_int_equal(rt_input_of(file)->length(rt_input_of(file), &length), RT_ERR_LIMIT);
    assert_non_null(strstr(last, "spool"));
    rt_input_close(file);
    end_pipe(fd, child);
    run.limits.value[RT_LIMIT_INPUT] = SIZE - 1;
    fd = filled_pipe(bytes, SIZE, 0, &child);
    file = open_ok("pipe", fd);
    assert_int_equal(read_all(rt_input_of(file), bytes, SIZE), RT_ERR_LIMIT);
    rt_input_close(file);
    end_pipe(fd, child);
    put("file", bytes, SIZE);
    assert_int_equal(rt_input_open(&run, "file", -1, &file), RT_ERR_LIMIT);
    run.limits.value[RT_LIMIT_INPUT] = SIZE;
    file = open_ok("file", -1);
    assert_int_equal(read_all(rt_input_of(file), bytes, SIZE), RT_OK);
    rt_input_close(file);
    free(bytes);
}

static void a_missing_temporary_folder_is_said(void **state)
{
    uint64_t length;
    pid_t child;

    (void)state;
    setenv("TMPDIR", "/nowhere", 1);
    int fd = filled_pipe("abc", 3, 0, &child);
    rt_input_file *file = open_ok("pipe", fd);
    assert_int_equal(rt_input_of(file)->length(rt_input_of(file), &length), RT_ERR_IO);
    assert_string_equal(heard, "spool-failed ");
    assert_non_null(strstr(last, "/nowhere"));
    rt_input_close(file);
    end_pipe(fd, child);
    unsetenv("TMPDIR");
}

static void spools_hold_what_they_were_given(void **state)
{
    rt_spool *spool;
    char some[16];
    size_t got;

    (void)state;
    assert_int_equal(rt_spool_new(&run, &spool), RT_OK);
    assert_int_equal(rt_spool_read_at(spool, 0, some, 4, &got), RT_OK);
    assert_int_equal(got, 0);
    assert_int_equal(rt_spool_append(spool, "abc", 3), RT_OK);
    assert_int_equal(rt_spool_append(spool, "defg", 4), RT_OK);
    assert_int_equal(rt_spool_read_at(spool, 2, some, sizeof some, &got), RT_OK);
    assert_int_equal(got, 5);
    assert_memory_equal(some, "cdefg", 5);
    assert_int_equal(rt_spool_length(spool), 7);
    rt_spool_free(spool);
}

/* ---- Interruptions ---------------------------------------------------------- */

static void on_alarm(int number) { (void)number; }
static void on_alarm_stop(int number)
{
    (void)number;
    stop = 1;
}

static void alarm_every(void (*handler)(int), int milliseconds)
{
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART */
    struct itimerval timer = {{0, milliseconds * 1000}, {0, milliseconds * 1000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void interrupted_reads_go_on(void **state)
{
    static const bool blocking[] = {true, false};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        pid_t child;
        int fd = filled_pipe("after a while", 13, 60, &child);
        if (!blocking[i])
            fcntl(fd, F_SETFL, O_NONBLOCK);
        rt_input_file *file = open_ok("pipe", fd);
        alarm_every(on_alarm, 5);
        assert_int_equal(read_all(rt_input_of(file), "after a while", 13), RT_OK);
        alarm_every(on_alarm, 0);
        rt_input_close(file);
        end_pipe(fd, child);
    }
}

static void the_wish_to_stop_ends_waiting(void **state)
{
    int ends[2];
    const char *bytes;
    size_t len;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    rt_input_file *file = open_ok("pipe", ends[0]);
    alarm_every(on_alarm_stop, 20);
    assert_int_equal(rt_input_peek(file, &bytes, &len), RT_STOPPED);
    alarm_every(on_alarm, 0);
    assert_string_equal(heard, "");
    rt_input_close(file);
    close(ends[0]);
    close(ends[1]);
}

/* ---- Beside ----------------------------------------------------------------- */

static void make_neighbours(void)
{
    mkdir("outside", 0755);
    mkdir("doc", 0755);
    mkdir("doc/sub", 0755);
    put("outside/secret", "secret", 6);
    put("doc/report", "report", 6);
    put("doc/near", "near", 4);
    put("doc/sub/deep", "deep", 4);
    put("doc/empty", "", 0);
    assert_int_equal(symlink("sub/deep", "doc/link-in"), 0);
    assert_int_equal(symlink("sub", "doc/link-folder"), 0);
    assert_int_equal(symlink("../outside/secret", "doc/link-out"), 0);
    assert_int_equal(symlink("/etc/passwd", "doc/link-absolute"), 0);
    assert_int_equal(symlink("../outside", "doc/link-folder-out"), 0);
    assert_int_equal(symlink("link-loop", "doc/link-loop"), 0);
    assert_int_equal(mkfifo("doc/pipe", 0644), 0);
}

static const char *const refused[] = {
    "../outside/secret",
    "..",
    "sub/..",
    "sub/../near",
    "/etc/passwd",
    "",
    ".",
    "sub",
    "sub/",
    "near/",
    "near/x",
    "nowhere",
    "sub/nowhere",
    "link-out",
    "link-absolute",
    "link-folder-out/secret",
    "link-loop",
    "pipe",
    "//etc/passwd",
    "./../outside/secret",
    NULL,
};

static void only_what_is_beside_opens(void **state)
{
    static const struct {
        const char *name, *bytes;
    } allowed[] = {
        {"near", "near"},      {"./near", "near"},   {"sub/deep", "deep"},
        {"sub//deep", "deep"}, {"link-in", "deep"},  {"link-folder/deep", "deep"},
        {"empty", ""},         {"report", "report"},
    };
    rt_input *found;

    (void)state;
    make_neighbours();
    rt_input_file *file = open_ok("doc/report", -1);
    rt_input *in = rt_input_of(file);
    for (size_t i = 0; refused[i]; i++) {
        if (in->beside(in, refused[i], &found) != RT_ERR_IO)
            fail_msg("`%s` was opened", refused[i]);
        assert_null(found);
    }
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        char some[8];
        size_t got, len = strlen(allowed[i].bytes);
        assert_int_equal(in->beside(in, allowed[i].name, &found), RT_OK);
        assert_int_equal(read_all(found, allowed[i].bytes, len), RT_OK);
        assert_int_equal(found->read_at(found, 0, some, sizeof some, &got),
                         RT_OK); /* after its end, too */
        assert_int_equal(got, len);
    }
    assert_string_equal(heard, "");
    rt_input_close(file);
}

static void without_openat2_no_link_is_followed(void **state)
{
    static const char *const links[] = {"link-in", "link-folder/deep", NULL};
    int fd, at;

    (void)state;
    make_neighbours();
    at = rt_beside_folder("doc/report");
    assert_true(at >= 0);
    for (size_t i = 0; refused[i]; i++)
        assert_int_equal(rt_beside_open(at, refused[i], true), -1);
    for (size_t i = 0; links[i]; i++)
        assert_int_equal(rt_beside_open(at, links[i], true), -1);
    fd = rt_beside_open(at, "sub//deep", true);
    assert_true(fd >= 0);
    close(fd);
    fd = rt_beside_open(at, "./near", true);
    assert_true(fd >= 0);
    close(fd);
    close(at);
}

/* A document may name more files than a process may have open. */
static void thousands_may_be_beside(void **state)
{
    struct rlimit before, few;
    rt_input *found;

    (void)state;
    make_neighbours();
    getrlimit(RLIMIT_NOFILE, &before);
    few = before;
    few.rlim_cur = 64;
    setrlimit(RLIMIT_NOFILE, &few);
    rt_input_file *file = open_ok("doc/report", -1);
    rt_input *in = rt_input_of(file);
    for (int i = 0; i < 2000; i++) {
        assert_int_equal(in->beside(in, "near", &found), RT_OK);
        assert_int_equal(read_all(found, "near", 4), RT_OK);
    }
    rt_input_close(file);
    setrlimit(RLIMIT_NOFILE, &before);
}

static void every_failed_allocation_unwinds(void **state)
{
    rt_status status = RT_ERR_MEMORY;
    pid_t child;

    (void)state;
    for (uint64_t after = 1; status == RT_ERR_MEMORY; after++) {
        int fd = filled_pipe("a\xD6\xD0\xCE\xC4", 5, 0, &child);
        rt_input_file *file = NULL;
        const char *bytes;
        size_t len;
        uint64_t length;
        run.memory.fail_after = after;
        status = rt_input_open(&run, "pipe", fd, &file);
        if (status == RT_OK)
            status = rt_input_peek(file, &bytes, &len);
        if (status == RT_OK)
            status = rt_input_of(file)->length(rt_input_of(file), &length);
        if (status == RT_OK)
            status = rt_input_decode(file, NULL, (rt_str){NULL, 0});
        for (len = 1; status == RT_OK && len;)
            status = rt_input_of(file)->next(rt_input_of(file), &bytes, &len);
        run.memory.fail_after = 0;
        rt_input_close(file);
        end_pipe(fd, child);
        assert_true(after < 100 && (status == RT_OK || status == RT_ERR_MEMORY));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_cannot_be_read_is_said),
        TEST(empty_and_tiny_files),
        TEST(files_without_length_are_read),
        TEST(windows_are_the_file),
        TEST(descriptors_keep_their_place),
        TEST(text_through_packets),
        TEST(long_text_through_a_pipe),
        TEST(pipes_are_spooled),
        TEST(too_late_or_text_is_the_plugins_fault),
        TEST(limits_stop_pipes_and_files),
        TEST(a_missing_temporary_folder_is_said),
        TEST(spools_hold_what_they_were_given),
        TEST(interrupted_reads_go_on),
        TEST(the_wish_to_stop_ends_waiting),
        TEST(only_what_is_beside_opens),
        TEST(without_openat2_no_link_is_followed),
        TEST(thousands_may_be_beside),
        TEST(every_failed_allocation_unwinds),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
