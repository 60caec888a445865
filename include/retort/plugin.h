/* plugin.h - the whole contract between retort and a plugin.
 *
 * A plugin is one NAME.rt.so that exports one constant, `rt_plugin_v1`. A
 * reader turns bytes into events, a writer is a sink that turns events into
 * bytes, a filter is a sink that pushes into the next. None sees another, the
 * files or the command line. docs/plugin-guide.md builds one step by step.
 *
 * Rules that hold everywhere
 *   Growth    A struct with `size` first is set by its maker to sizeof, grows
 *             only at its end and is reached only by pointer; test a late
 *             field with RT_HAS. Arrays of structs carry a stride. Enumerators are only
 *             added: skip what you do not know. rt_str, rt_pos, rt_attr, rt_grid:
 *             frozen.
 *   Memory    What is passed down is borrowed until the call returns; host and options
 *             until close(), or until read() returns. No side frees what the other
 *             allocated. Static tables live as long as the process.
 *   Text      UTF-8 of characters that XML 1.0 allows. What the host gives is checked;
 *             what a plugin emits is mended, with a diagnostic.
 *   Errors    Report once with host->report, return the status, stop.
 *             A status that a callback returned goes up unchanged and unreported.
 *   Threads   One thread at a time for a conversion. No mutable globals: two
 *             conversions may run side by side in one process.
 */
#ifndef RETORT_PLUGIN_H
#define RETORT_PLUGIN_H

#include "report.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RT_ABI_MAJOR 1u /* a plugin with another major is refused */
#define RT_ABI_MINOR 0u /* what this header offers */

/* Whether the maker of *p knew `field`. */
#define RT_HAS(type, p, field) \
    ((p)->size >= offsetof(type, field) + sizeof((p)->field))

/* ---- What the host offers ---------------------------------------------- */

typedef enum rt_severity { RT_DEBUG = 1, RT_INFO, RT_WARNING, RT_ERROR } rt_severity;

/* A kind of message that a plugin may give. */
typedef struct rt_diagnostic {
    const char *code;    /* "csv-unterminated-quote": stable, listed in docs/diagnostics.md */
    uint32_t severity;   /* rt_severity */
    const char *meaning; /* one line for the documentation: what it means, what to do */
} rt_diagnostic;

typedef struct rt_host rt_host;
struct rt_host {
    uint32_t size;
    uint32_t abi_minor; /* the host's RT_ABI_MINOR */

    /* Memory, counted and limited for the conversion. NULL block: new; 0 bytes:
     * free, returns NULL. NULL otherwise: out of memory or over the limit, already reported;
     * the block stays as it was; return RT_ERR_MEMORY. Not zeroed. Freed by the host, too, when
     * the conversion ends, so a reader may return without freeing. */
    void *(*resize)(const rt_host *, void *block, size_t bytes);

    /* A message for the user: what is wrong and what to do, in one sentence
     * without position, code or final dot. `pos` may be NULL. `code` is one of the
     * plugin's `diagnostics`, which also give the severity. */
    void (*report)(const rt_host *, const char *code, const rt_pos *pos, const char *message);
    /* An RT_ERROR ends the conversion, even if the call then returns RT_OK. */

    /* Something of the source that never becomes an event: one line in the loss
     * report for each `what` ("embedded spreadsheet"), counted, first places kept. */
    void (*lost)(const rt_host *, uint32_t loss_class, const rt_pos *pos, const char *what);

    /* Whether to stop: ask in loops that emit no events; return RT_STOPPED. */
    bool (*stopped)(const rt_host *);

    /* The value of a named limit ("attributes", "cell-length": `retort help
     * limits`); UINT64_MAX for a name it does not know or no limit. */
    uint64_t (*limit)(const rt_host *, const char *name);
};

/* The document, or a file that an option or `beside` names. */
typedef struct rt_input rt_input;
struct rt_input {
    uint32_t size;
    const char *name; /* for messages */

    /* The next window of bytes, as many as are at hand; *len 0: the end. It is
     * valid until the next call. With RT_READS_TEXT it is UTF-8 without BOM, and no sequence
     * is cut, line ends as they are (CR LF, CR, LF); otherwise the raw bytes. */
    rt_status (*next)(rt_input *, const char **bytes, size_t *len);

    /* The raw bytes in any order; a pipe is spooled. *got < len only at the
     * end. Not with RT_READS_TEXT. */
    rt_status (*read_at)(rt_input *, uint64_t offset, void *buffer, size_t len, size_t *got);

    /* The length in raw bytes; a pipe is spooled. Not with RT_READS_TEXT. */
    rt_status (*length)(rt_input *, uint64_t *bytes);

    /* Opens a file in the document's folder or below, never outside of it:
     * RT_ERR_IO (unreported) when it is not there or may not be. Lives as long as this input. */
    rt_status (*beside)(rt_input *, const char *name, rt_input **file);
};

typedef struct rt_output rt_output;
struct rt_output { /* the first failure sticks: later calls return it, too */
    uint32_t size;
    const char *name; /* file name without folder, for naming others; "" for a pipe */
    rt_status (*write)(rt_output *, const void *bytes, size_t len);

    /* Only with RT_WRITES_SEEKING. Moves to an offset from the start, to overwrite
     * or go on; `tell` is where the next byte goes. */
    rt_status (*seek)(rt_output *, uint64_t offset);
    rt_status (*tell)(rt_output *, uint64_t *offset);

    /* Creates a file in the same folder, which appears together with this one or
     * not at all. RT_ERR_UNSUPPORTED (reported) for a pipe. Lives as long as this output. */
    rt_status (*beside)(rt_output *, const char *name, rt_output **file);
};

/* ---- What a plugin declares --------------------------------------------- */

typedef enum rt_option_type { /* the field it points to */
    RT_OPTION_TEXT = 1, /* const char *; NULL when `initial` is NULL and it is not given */
    RT_OPTION_BOOL,     /* bool */
    RT_OPTION_INT,      /* int64_t */
    RT_OPTION_CHOICE,   /* int32_t, index into `choices` */
    RT_OPTION_FILE      /* rt_input *, raw bytes; NULL when not given */
} rt_option_type;

/* One option. The host parses, checks and stores it at `offset` of the plugin's
 * own options struct; plugins never parse options. */
typedef struct rt_option {
    const char *name;           /* "delimiter"; NULL ends the table */
    uint32_t type;              /* rt_option_type */
    uint32_t offset;            /* offsetof in the options struct */
    const char *initial;        /* as a user would type it */
    int64_t minimum, maximum;   /* INT: range; TEXT: length in code points; both 0: any */
    const char *const *choices; /* CHOICE: NULL-terminated */
    const char *help;           /* one line, for --help and the documentation */
} rt_option;

typedef struct rt_options { /* NULL where there are none */
    uint32_t size;
    uint32_t stride;         /* sizeof(rt_option) */
    const rt_option *table;  /* ends with a NULL name */
    uint32_t bytes;          /* sizeof the options struct, which starts out zeroed */
} rt_options;

/* Bytes by which a format is known. `mask` NULL: all bits. */
typedef struct rt_signature {
    uint32_t offset;
    uint32_t length; /* 0 ends the table */
    const char *bytes;
    const char *mask;
} rt_signature;

/* One reader and one writer may share it. */
typedef struct rt_format {
    uint32_t size;
    const char *name;                /* "csv": what --from and --to take */
    const char *title;               /* "Comma-separated values" */
    const char *media_type;          /* "text/csv" */
    const char *const *extensions;   /* without the dot, lower case, NULL-terminated */
    const rt_signature *signatures;  /* any one will do; or NULL */
    uint32_t signature_stride;       /* sizeof(rt_signature), or 0 */
} rt_format;

/* How sure a sniff is. Plain text and what looks like it never say more than MAYBE;
 * the file's extension breaks ties, and lifts MAYBE over a stranger's LIKELY. */
enum { RT_SNIFF_NO = 0, RT_SNIFF_MAYBE = 25, RT_SNIFF_LIKELY = 50, RT_SNIFF_SURE = 100 };

enum rt_reader_flags {
    RT_READS_TEXT = 1, /* `next` gives decoded text */
    RT_LATE_META = 2   /* metadata may come after the first block */
};

typedef struct rt_reader {
    uint32_t size;
    uint32_t flags;
    const rt_format *format;
    const rt_options *options;
    const char *unit; /* what rt_pos.item counts: "record"; or NULL */

    /* Pure: a score for the first bytes (at least 4 KiB where there are so many; decoded
     * with RT_READS_TEXT). NULL: known by signature or name alone. Asked after a matching signature,
     * too, where RT_SNIFF_NO withdraws the claim; a reader without RT_READS_TEXT that declares signatures
     * is asked only then. Not asked at all when the extension names another reader and the text begins
     * like prose or figures (no markup): a signature still shows such a file for what it is. */
    int (*sniff)(const char *head, size_t len);

    /* Pure: the charset that the first raw bytes declare ("gb2312"), or an
     * empty one. NULL: the format has no declaration. Only with RT_READS_TEXT. */
    rt_str (*declared)(const char *head, size_t len);

    /* Reads the whole document into `out`. Every node that is entered is left. */
    rt_status (*read)(const rt_host *, const void *options, rt_input *, rt_sink *out);
} rt_reader;

/* How events reach a writer or filter. */
typedef enum rt_needs { /* events come once, in order: who has to look ahead keeps what it needs */
    RT_NEEDS_STREAM = 0, /* as they come, in constant memory */
    RT_NEEDS_TABLE,      /* each table whole: caption first, spans inside the grid, rt_node.grid set */
    RT_NEEDS_REPORT      /* the same after the whole report is in: metadata first, notes in order of reference */
} rt_needs;

/* What a writer carries of a kind or of an attribute. Later rows override earlier
 * ones; what no row names is not carried. The host replaces the rest by the fallback
 * that vocabulary.h gives, and writes the loss down. What holds for all that a node holds
 * (language, direction, a change; valign and background of a row) it hands down to the nearest
 * nodes below that carry it, text that stands loose into runs: that is no loss. */
typedef enum rt_level { RT_NOT_CARRIED = 0, RT_APPROXIMATE = 1, RT_EXACT = 2 } rt_level;
enum { RT_EVERY = 0xffff }; /* as `kind` or `attr`: every one this header knows */

typedef struct rt_capability {
    uint32_t kind;   /* rt_kind or RT_EVERY; 0 ends the table */
    uint32_t attr;   /* 0: the kind itself; else an rt_attr_id or RT_EVERY, on that kind */
    uint32_t level;  /* rt_level */
    uint32_t values; /* CHOICE: set of 1 << (value - 1); MARKS: set of marks; LENGTH: 1 in pt, 2 in %;
                        0: all values */
} rt_capability;

enum { RT_TABLES_ALL = 0, RT_TABLES_STACKED = -1, RT_TABLES_ONLY = 1 };

typedef struct rt_carries {
    uint32_t size;
    uint32_t stride;           /* sizeof(rt_capability) */
    const rt_capability *table;
    /* Tables of the report: RT_TABLES_ALL; RT_TABLES_STACKED: one, the rows of the
     * next after an empty row; N >= 1: only the Nth (nested ones do not count). */
    int32_t tables;
    const char *advice; /* ends the warning about several tables: "-O table=N takes one"; or NULL */
    /* Cells hold nothing but inlines: blocks inside one become their inlines, line by line,
     * and a table in a cell its texts, whatever the table above says of them elsewhere. */
    bool flat_cells;
} rt_carries;

enum rt_writer_flags {
    RT_WRITES_SEEKING = 1, /* calls output->seek; the host spools for a pipe */
    RT_EARLY_META = 2      /* needs all metadata before the first block: the host holds
                              the report when the reader is one that sends it late */
};

typedef struct rt_writer {
    uint32_t size;
    uint32_t flags;
    const rt_format *format;
    const rt_options *options;
    uint32_t needs;            /* rt_needs */
    const rt_carries *carries; /* NULL: everything, exactly */

    /* When it depends on options: instead of `carries`. Static, or in the options struct. */
    const rt_carries *(*carries_with)(const void *options);

    /* Options, as -O takes them, by which the reader of the same format reads
     * back what was written, parted by spaces: "header=no delimiter=;". Without the
     * function: none. An answer of NULL: with these options it is no single file, and --verify is refused. */
    const char *(*read_back)(const void *options);

    rt_status (*open)(const rt_host *, const void *options, rt_output *, rt_sink **sink);
} rt_writer;

/* A filter passes on what it does not change, kinds it does not know among it. Its sink's `close`
 * frees itself alone, after sending what it still has to: the host closes `next`. A filter that leaves out a
 * subtree leaves out the resources that stand in it, also for images further on that name them. */
typedef struct rt_filter {
    uint32_t size;
    uint32_t flags;      /* RT_LATE_META: may send metadata late */
    const char *name;    /* what --filter takes */
    const char *title;
    const rt_options *options;
    uint32_t needs;      /* rt_needs */
    rt_status (*open)(const rt_host *, const void *options, rt_sink *next, rt_sink **sink);
} rt_filter;

typedef struct rt_plugin {
    uint32_t size;
    uint32_t abi_major;   /* RT_ABI_MAJOR */
    uint32_t abi_minor;   /* RT_ABI_MINOR it was built with: the kinds and attributes it knows */
    uint32_t needs_minor; /* the oldest host that will do, usually 0 */
    const char *id;       /* "org.example.csv", unique */
    const char *version;
    const rt_reader *const *readers; /* NULL-terminated, or NULL; so the next two */
    const rt_writer *const *writers;
    const rt_filter *const *filters;
    const rt_diagnostic *diagnostics; /* ends with a NULL code; or NULL */
    uint32_t diagnostic_stride;       /* sizeof(rt_diagnostic) */
} rt_plugin;

#if defined(__GNUC__)
#define RT_EXPORT __attribute__((visibility("default")))
#else
#define RT_EXPORT
#endif
extern RT_EXPORT const rt_plugin rt_plugin_v1;

#ifdef __cplusplus
}
#endif
#endif
