/* losses.h - the loss report: a short summary for each output, and the whole in a file.
 *
 * Owns its wording; what is a loss, and its count, comes from the ledger. */
#ifndef RT_CLI_LOSSES_H
#define RT_CLI_LOSSES_H

#include "messages.h"

/* The file of --losses: kept in memory, written at the end. */
typedef struct rt_losses_file {
    const char *path; /* NULL: none is wanted */
    bool json;
    FILE *out;
    char *text;
    size_t len;
    uint64_t inputs;
} rt_losses_file;

void rt_losses_open(rt_losses_file *file, const char *path, bool json);
/* The ledger of the job that has just ended. */
void rt_losses_add(rt_losses_file *file, rt_context *context, const char *input);
/* Writes the file; false: reported. */
bool rt_losses_close(rt_losses_file *file, rt_messages *messages);

/* A line for each output and class of loss, among the messages. `advise`: a line that leaves
 * something out says how to get all. */
void rt_losses_summary(rt_messages *messages, rt_context *context, bool advise);

const char *rt_loss_class_name(uint32_t loss_class); /* "content" */
/* "content,structure" as a set of 1 << class, "" as all but what is removed on request;
 * 0: a word is unknown. */
uint32_t rt_loss_classes_named(const char *words);

/* One loss as a JSON object, and as text without its end. For inspect as well. */
void rt_loss_print_json(FILE *out, const rt_loss *loss);
void rt_loss_print_name(FILE *out, const rt_loss *loss); /* "cell colspan", "text marks bold" */

#endif
