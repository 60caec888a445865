/* io.h - how the core opens documents and outputs.
 *
 * Owns the host's side of rt_input and rt_output: decoding, spooling, files that appear whole. */
#ifndef RT_IO_H
#define RT_IO_H

#include "run.h"

/* ---- Inputs (input.c; charsets in decode.c) ---------------------------- */

typedef struct rt_input_file rt_input_file; /* begins with an rt_input */

/* Opens `source`'s path or descriptor, raw: folders, missing files and so on are reported.
 * RT_ERR_IO. The first bytes can be peeked at until decoding or reading begins. */
rt_status rt_input_open(rt_run *run, const char *path, int fd, rt_input_file **file);
/* Up to 64 KiB from the start, without consuming. Valid until the input is closed. */
rt_status rt_input_peek(rt_input_file *file, const char **head, size_t *len);
/* Turns the raw input into UTF-8 text for a reader with RT_READS_TEXT. `label` is the user's charset or NULL;
 * `declared` what the document declares, may be empty. RT_ERR_UNSUPPORTED (reported): unknown label. */
rt_status rt_input_decode(rt_input_file *file, const char *label, rt_str declared);
/* Decodes a head alone, for sniffing: as much as fits in `out`. Pure; never fails. Where it is not UTF-8 or UTF-16,
 * what is above 0x7F becomes U+3013, which stands for a character one lacks. */
size_t rt_decode_head(const char *head, size_t len, char *out, size_t room);
rt_input *rt_input_of(rt_input_file *file);
/* WHATWG name in use so far. NULL: not decoded, or all ASCII up to here; "UTF-8" when it was so to the end. */
const char *rt_input_charset(rt_input_file *file);
/* Tells what decoding replaced if the end was not reached; NULL is fine. */
void rt_input_close(rt_input_file *file);

/* ---- Outputs (output.c) ---------------------------------------------------- */

typedef struct rt_output_file rt_output_file; /* begins with an rt_output */
typedef struct rt_outputs rt_outputs;         /* those that appear together or not at all */

rt_outputs *rt_outputs_new(rt_run *run);
/* A temporary file beside `path`, or the descriptor. `spool`: nothing reaches a pipe or device before
 * rt_outputs_commit (--strict, --verify). `seeking`: the writer seeks. RT_ERR_IO (reported). */
rt_status rt_outputs_add(rt_outputs *, const char *path, int fd, bool spool, bool seeking, rt_output_file **file);
rt_output *rt_output_of(rt_output_file *file);
/* Flushes; then a raw descriptor at offset 0 from which what was written can be read (for --verify), owned by
 * the output. RT_ERR_UNSUPPORTED for a pipe that was not spooled. */
rt_status rt_output_reread(rt_output_file *file, int *fd);
/* All appear: flush, fsync-free rename with mode kept, symlinks followed; on any failure none does. */
rt_status rt_outputs_commit(rt_outputs *);
/* Frees; what was not committed vanishes. */
void rt_outputs_free(rt_outputs *);
/* Async-signal-safe: unlinks every temporary file of the process, for SIGINT/SIGTERM handlers. */
void rt_outputs_emergency(void);

#endif
