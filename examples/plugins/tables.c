/* cc -std=c11 -O2 -shared -fPIC -I include -o tables.rt.so examples/plugins/tables.c
 *
 * A filter that keeps only the tables, from the installed headers alone. What it takes out it
 * tells the host, as removed on request. Metadata, notes and facts stay: they are about the
 * tables as much as about the text. */
#include <retort/plugin.h>

typedef struct filter {
    rt_sink sink;
    const rt_host *host;
    rt_sink *next;
    uint32_t kept;    /* depth within what is kept */
} filter;

static const char *const names[] = {
#define NAME(ID, number, since, name, ...) [number] = name,
    RT_KIND_TABLE(NAME)
};
enum { KINDS = sizeof names / sizeof *names };

/* A kind younger than this plugin passes: nobody asked to remove it. */
static bool keeps(uint32_t kind)
{
    return kind == RT_TABLE || kind == RT_META || kind == RT_NOTE || kind == RT_FACT || kind >= KINDS;
}

static rt_status on_enter(rt_sink *sink, const rt_node *node)
{
    filter *f = (filter *)sink;
    if (f->kept || keeps(node->kind))
        f->kept++;
    else if (node->kind != RT_REPORT) {
        f->host->lost(f->host, RT_LOSS_REMOVED, &node->pos, names[node->kind]);
        return RT_OK;
    }
    return f->next->enter(f->next, node);
}

static rt_status on_text(rt_sink *sink, rt_str piece)
{
    filter *f = (filter *)sink;
    return f->kept ? f->next->text(f->next, piece) : RT_OK;
}

static rt_status on_leave(rt_sink *sink, uint32_t kind)
{
    filter *f = (filter *)sink;
    if (!f->kept && kind != RT_REPORT)
        return RT_OK;
    f->kept -= f->kept > 0;
    return f->next->leave(f->next, kind);
}

static rt_status on_bytes(rt_sink *sink, const void *bytes, size_t len)
{
    filter *f = (filter *)sink;
    return f->kept ? f->next->bytes(f->next, bytes, len) : RT_OK;
}

static rt_status on_close(rt_sink *sink, bool complete)
{
    filter *f = (filter *)sink;
    const rt_host *host = f->host;
    (void)complete;
    host->resize(host, f, 0);
    return RT_OK;
}

static rt_status open_tables(const rt_host *host, const void *options, rt_sink *next, rt_sink **sink)
{
    (void)options;
    filter *f = host->resize(host, NULL, sizeof *f);
    if (!f)
        return RT_ERR_MEMORY;
    *f = (filter){.host = host, .next = next,
                  .sink = {.size = sizeof f->sink, .enter = on_enter, .text = on_text,
                           .leave = on_leave, .bytes = on_bytes, .close = on_close}};
    *sink = &f->sink;
    return RT_OK;
}

static const rt_filter tables = {.size = sizeof tables, .name = "tables", .title = "Keeps only the tables",
                                 .needs = RT_NEEDS_STREAM, .open = open_tables};
static const rt_filter *const filters[] = {&tables, NULL};

const rt_plugin rt_plugin_v1 = {.size = sizeof rt_plugin_v1, .abi_major = RT_ABI_MAJOR, .abi_minor = RT_ABI_MINOR,
                                .id = "org.example.tables", .version = "1.0", .filters = filters};
