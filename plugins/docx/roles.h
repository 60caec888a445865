/* roles.h - what a style's name says it is for. Owns the table of names; for styles.c alone. */
#ifndef RT_DOCX_ROLES_H
#define RT_DOCX_ROLES_H

#include "styles.h"

/* The role of a style of that name, in lower case, and its level, or RT_DOCX_ROLE_NONE. */
uint8_t rt_docx_role_of(rt_str name, bool character, uint16_t *level);

#endif
