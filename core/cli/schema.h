/* schema.h - the schemas of the canonical JSON and XML, printed from the vocabulary table. */
#ifndef RT_CLI_SCHEMA_H
#define RT_CLI_SCHEMA_H

#include <stdio.h>

void rt_schema_json(FILE *out); /* JSON Schema 2020-12 */
void rt_schema_xml(FILE *out);  /* RELAX NG, XML syntax */

void rt_model_tables(FILE *out); /* the tables of docs/model.md, as Markdown */

#endif
