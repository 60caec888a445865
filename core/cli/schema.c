/* schema.c - `retort schema`: prints the schema of a canonical format. The schemas
 * themselves are schema_json.c and schema_xml.c. */
#include "schema.h"

#include <string.h>

#include "cli.h"

static const struct { const char *name; void (*print)(FILE *out); } schemas[] = {
    {"json", rt_schema_json},
    {"xml", rt_schema_xml},
    {"model", rt_model_tables},
};

static int run(rt_cli *cli, const void *options)
{
    const char *name = cli->operands.count == 1 ? cli->operands.items[0] : "";
    (void)options;
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++)
        if (strcmp(schemas[i].name, name) == 0) {
            schemas[i].print(stdout);
            return RT_EXIT_DONE;
        }
    return rt_cli_usage(cli, "schema takes one name: json, xml or model");
}

static const char *const details[] = {
    "json  JSON Schema (2020-12) of what the JSON writer writes and its reader takes",
    "xml   RELAX NG of the same in XML, namespace urn:retort:report:1",
    "model the tables of kinds and attributes, as Markdown", NULL};

const rt_command rt_command_schema = {
    .name = "schema",
    .usage = "json|xml|model",
    .help = "print the schema of the canonical JSON or XML",
    .details = details,
    .bytes = sizeof(rt_common),
    .run = run,
};
