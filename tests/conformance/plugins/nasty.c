/* nasty.c - a reader that does what its document says: "crash", "abort" with a word of farewell, "hang", "hog" memory, "chat" on
 * its standard output and error, "eat" its standard input, be "slow", and then give a paragraph of the document's text. For
 * tests of what guards against such a plugin. */
#include <retort/plugin.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 64, HOG = 1 << 20 };

static rt_status hog(void)
{
    for (size_t i = 0; i < 65536; i++) { /* 64 GiB, outside of the host's count */
        char *block = malloc(HOG);
        if (!block)
            abort(); /* as one would that does not check */
        memset(block, (int)i | 1, HOG);
        usleep(1000); /* slow enough for a machine where nothing else stops it */
    }
    return RT_OK;
}

/* More than a pipe holds. */
static void chat(void)
{
    for (int i = 0; i < 20000; i++)
        fprintf(i % 2 ? stdout : stderr, "blah %d\n", i);
    fflush(stdout);
}

static rt_status obey(const char *word)
{
    char byte;
    if (strncmp(word, "crash", 5) == 0)
        raise(SIGSEGV);
    if (strncmp(word, "abort", 5) == 0) {
        fputs("farewell\nand more\n", stderr);
        abort();
    }
    if (strncmp(word, "chat", 4) == 0)
        chat();
    if (strncmp(word, "eat", 3) == 0)
        while (read(STDIN_FILENO, &byte, 1) > 0)
            ;
    if (strncmp(word, "hang", 4) == 0)
        for (;;)
            pause();
    if (strncmp(word, "slow", 4) == 0)
        usleep(300000);
    return strncmp(word, "hog", 3) == 0 ? hog() : RT_OK;
}

static rt_status read_nasty(const rt_host *host, const void *options, rt_input *in, rt_sink *out)
{
    static const uint32_t kinds[] = {RT_REPORT, RT_PARAGRAPH};
    char word[ROOM] = "";
    const char *bytes;
    size_t len;
    (void)host;
    (void)options;
    rt_status status = in->next(in, &bytes, &len);
    len = len < ROOM - 1 ? len : ROOM - 1;
    if (status == RT_OK && len)
        memcpy(word, bytes, len);
    if (status == RT_OK)
        status = obey(word);
    for (size_t i = 0; i < 2 && status == RT_OK; i++) {
        rt_node node = {.size = sizeof node, .kind = kinds[i]};
        status = out->enter(out, &node);
    }
    if (status == RT_OK)
        status = out->text(out, (rt_str){word, len});
    for (size_t i = 2; i-- && status == RT_OK;)
        status = out->leave(out, kinds[i]);
    return status;
}

static const char *const extensions[] = {"nasty", NULL};
static const rt_format format = {.size = sizeof format, .name = "nasty", .title = "Orders to a bad plugin",
                                 .media_type = "text/x-nasty", .extensions = extensions};
static const rt_reader reader = {.size = sizeof reader, .flags = RT_READS_TEXT, .format = &format, .read = read_nasty};
static const rt_reader *const readers[] = {&reader, NULL};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
                                .id = "org.example.nasty", .version = "1", .readers = readers};
