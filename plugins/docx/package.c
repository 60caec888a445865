/* package.c - the entries of a ZIP as parts: their names, the way from one to another, their media
 * types.
 *
 * Owns what is a part name; the ZIP is zip.c's, the parts' XML part.c's. */
#include "package.h"

#include <kit/buffer.h>
#include <stdio.h>
#include <string.h>

#include "zip.h"

typedef struct part {
    const rt_zip_entry *entry;
    rt_str name, type;
} part;

struct rt_docx_package {
    rt_zip zip;
    part *parts;
    uint32_t count;
    rt_docx_index by_name;      /* folded; the value is the part */
    rt_docx_index by_extension; /* folded; the value is the media type's characters */
};

const rt_host *rt_docx_package_host(const rt_docx_package *p) { return p->zip.host; }
rt_docx_pool *rt_docx_package_pool(const rt_docx_package *p) { return p->zip.pool; }
const char *rt_docx_package_name(const rt_docx_package *p, uint32_t at)
{
    return at < p->count ? p->parts[at].name.ptr : NULL;
}

/* ---- Names ---------------------------------------------------------------------------------- */

/* ASCII letters in lower case, in place. */
static void fold(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] + 32);
}

static bool is_slash(char c) { return c == '/' || c == '\\'; }

static int hex(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* Adds the steps of `path` to the name in `out`: "." says nothing, ".." leaves a folder where the
 * path is `relative`, which may hold percent escapes, too. *inside turns false where it leads out
 * of the package. */
static rt_status walk(rt_buffer *out, rt_str path, bool relative, bool *inside)
{
    size_t step = out->len;
    rt_status status = RT_OK;

    for (size_t i = 0; i <= path.len && status == RT_OK; i++) {
        char c = i < path.len ? path.ptr[i] : '/';
        if (relative && c == '%' && path.len - i > 2 && hex(path.ptr[i + 1]) >= 0 &&
            hex(path.ptr[i + 2]) >= 0) {
            c = (char)(hex(path.ptr[i + 1]) << 4 | hex(path.ptr[i + 2]));
            i += 2;
            *inside = *inside && c; /* U+0000 */
        }
        if (!is_slash(c)) {
            status = rt_buffer_add_char(out, c);
            continue;
        }
        rt_str last = out->len > step ? (rt_str){out->data + step, out->len - step} : RT_STR("");
        if (rt_docx_is(last, "..")) {
            *inside = *inside && relative;
            out->len = step;
            *inside = *inside && step;
            for (out->len -= out->len != 0; out->len && out->data[out->len - 1] != '/';)
                out->len--;
        } else if (rt_docx_is(last, ".")) {
            out->len = step;
        } else if (last.len) {
            status = rt_buffer_add_char(out, '/');
        }
        step = out->len;
    }
    return status;
}

uint32_t rt_docx_package_find(const rt_docx_package *p, rt_str name)
{
    char folded[1024];

    if (name.len > sizeof folded)
        return RT_DOCX_NO_PART;
    if (name.len)
        memcpy(folded, name.ptr, name.len);
    fold(folded, name.len);
    const part *found = rt_docx_index_get(&p->by_name, (rt_str){folded, name.len});
    return found ? (uint32_t)(found - p->parts) : RT_DOCX_NO_PART;
}

rt_status rt_docx_package_resolve(rt_docx_package *p, uint32_t base, rt_str target, uint32_t *found)
{
    rt_buffer name = {.host = p->zip.host};
    const char *fragment = target.len ? memchr(target.ptr, '#', target.len) : NULL;
    bool inside = true;
    rt_status status = RT_OK;

    *found = RT_DOCX_NO_PART;
    if (fragment)
        target.len = (size_t)(fragment - target.ptr);
    if (!target.len)
        return RT_OK;
    if (base < p->count && !is_slash(*target.ptr)) {
        rt_str folder = p->parts[base].name;
        while (folder.len && folder.ptr[folder.len - 1] != '/')
            folder.len--;
        status = rt_buffer_add(&name, folder.ptr, folder.len);
    }
    if (status == RT_OK)
        status = walk(&name, target, true, &inside);
    if (status == RT_OK && inside && name.len)
        *found = rt_docx_package_find(p, (rt_str){name.data, name.len - 1});
    rt_buffer_free(&name);
    return status;
}

/* ---- Parts ---------------------------------------------------------------------------------- */

static void warn(const rt_docx_package *p, const char *code, const char *words, rt_str name)
{
    char message[400];
    snprintf(message, sizeof message, words, (int)(name.len < 150 ? name.len : 150), name.ptr);
    p->zip.host->report(p->zip.host, code, NULL, message);
}

/* An entry as a part, unless it is a folder or may be none. `name` is worked in. */
static rt_status add_part(rt_docx_package *p, const rt_zip_entry *entry, rt_buffer *name)
{
    bool inside = true;
    rt_status status = RT_OK;
    rt_str folded;
    void **place = NULL;

    if (!entry->name.len || is_slash(entry->name.ptr[entry->name.len - 1]))
        return RT_OK;
    rt_buffer_clear(name);
    if ((status = walk(name, entry->name, false, &inside)) != RT_OK)
        return status;
    if (!inside || name->len < 2 || name->len > 1024) {
        warn(p, "docx-name",
             "the ZIP holds a file named %.*s, which can be no part of a document; it is passed "
             "over",
             entry->name);
        return RT_OK;
    }
    part *fresh = &p->parts[p->count];
    *fresh = (part){.entry = entry, .type = {"", 0}};
    if ((status = rt_docx_pool_intern(p->zip.pool, (rt_str){name->data, name->len - 1},
                                      &fresh->name)) != RT_OK)
        return status;
    fold(name->data, name->len);
    if ((status = rt_docx_pool_intern(p->zip.pool, (rt_str){name->data, name->len - 1}, &folded)) !=
            RT_OK ||
        (status = rt_docx_index_place(p->zip.pool, &p->by_name, folded, &place)) != RT_OK)
        return status;
    if (*place)
        warn(p, "docx-duplicate", "the ZIP holds two files named %.*s; the last one is read",
             entry->name);
    *place = fresh;
    p->count++;
    return RT_OK;
}

static rt_status take_entries(rt_docx_package *p)
{
    rt_buffer name = {.host = p->zip.host};
    void *taken = NULL;
    rt_status status = rt_docx_pool_take(p->zip.pool, p->zip.count * sizeof *p->parts, &taken);

    p->parts = taken;
    for (size_t i = 0; status == RT_OK && i < p->zip.count; i++)
        status = add_part(p, &p->zip.entries[i], &name);
    rt_buffer_free(&name);
    return status;
}

rt_status rt_docx_stream_open(rt_docx_package *p, uint32_t at, rt_docx_stream **stream)
{
    return rt_unzip_open(&p->zip, p->parts[at].entry, p->parts[at].name.ptr, stream);
}

/* ---- Media types (part 2, 7.3) -------------------------------------------------------------- */

typedef struct typing {
    rt_docx_package *package;
    rt_docx_xml xml;
} typing;

static rt_status take_default(typing *t, rt_str extension, rt_str type)
{
    rt_docx_pool *pool = t->package->zip.pool;
    char folded[64];
    rt_str key, value;
    void **place = NULL;

    if (extension.len > sizeof folded)
        return RT_OK;
    memcpy(folded, extension.ptr, extension.len);
    fold(folded, extension.len);
    rt_status status = rt_docx_pool_intern(pool, (rt_str){folded, extension.len}, &key);
    if (status == RT_OK)
        status = rt_docx_pool_intern(pool, type, &value);
    if (status == RT_OK)
        status = rt_docx_index_place(pool, &t->package->by_extension, key, &place);
    if (status == RT_OK)
        *place = (void *)(uintptr_t)value.ptr;
    return status;
}

static rt_status on_type(void *user, const rt_xml_tag *tag)
{
    typing *t = user;
    rt_docx_name name = rt_docx_name_of(&t->xml.names, &tag->name);
    rt_str type = rt_docx_attr(&t->xml.names, tag, RT_N_ContentType);
    uint32_t at = RT_DOCX_NO_PART;

    if (name == RT_CT_Default) {
        rt_str extension = rt_docx_attr(&t->xml.names, tag, RT_N_Extension);
        return extension.ptr && type.ptr ? take_default(t, extension, type) : RT_OK;
    }
    if (name != RT_CT_Override || !type.ptr)
        return RT_OK;
    rt_status status = rt_docx_package_resolve(
        t->package, RT_DOCX_NO_PART, rt_docx_attr(&t->xml.names, tag, RT_N_PartName), &at);
    return status == RT_OK && at != RT_DOCX_NO_PART
               ? rt_docx_pool_intern(t->package->zip.pool, type, &t->package->parts[at].type)
               : status;
}

static rt_status read_types(rt_docx_package *p)
{
    static const rt_xml_events events = {.enter = on_type,
                                         .leave = rt_docx_pass_leave,
                                         .text = rt_docx_pass_text,
                                         .aside = rt_docx_pass_aside};
    typing t = {.package = p};
    uint32_t at = rt_docx_package_find(p, RT_STR("[Content_Types].xml"));

    return at == RT_DOCX_NO_PART ? RT_OK : rt_docx_package_parse(p, at, &events, &t, &t.xml);
}

rt_str rt_docx_package_type(const rt_docx_package *p, uint32_t at)
{
    char folded[64];
    rt_str name = at < p->count ? p->parts[at].name : RT_STR("");
    const char *dot = name.len ? memrchr(name.ptr, '.', name.len) : NULL;
    size_t len = dot ? name.len - (size_t)(dot + 1 - name.ptr) : 0;

    if (!dot || p->parts[at].type.len || len > sizeof folded)
        return dot || at < p->count ? p->parts[at].type : RT_STR("");
    memcpy(folded, dot + 1, len);
    fold(folded, len);
    const char *type = rt_docx_index_get(&p->by_extension, (rt_str){folded, len});
    return type ? (rt_str){type, strlen(type)} : RT_STR("");
}

/* ---- Life ----------------------------------------------------------------------------------- */

rt_status rt_docx_package_open(const rt_host *host, rt_input *in, rt_docx_pool *pool,
                               rt_docx_package **package)
{
    rt_docx_package *p = host->resize(host, NULL, sizeof *p);
    if (!p)
        return RT_ERR_MEMORY;
    memset(p, 0, sizeof *p);
    rt_status status = rt_zip_open(&p->zip, host, in, pool);
    if (status == RT_OK)
        status = take_entries(p);
    if (status == RT_OK)
        status = read_types(p);
    if (status == RT_OK)
        *package = p;
    else
        rt_docx_package_close(p);
    return status;
}

void rt_docx_package_close(rt_docx_package *p)
{
    if (!p)
        return;
    const rt_host *host = p->zip.host;
    rt_zip_close(&p->zip);
    host->resize(host, p, 0);
}
