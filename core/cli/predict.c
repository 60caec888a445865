/* predict.c - capabilities against a survey; see predict.h. */
#include "predict.h"

#include <stdio.h>
#include <stdlib.h>

#include "cli.h"
#include "registry.h"

/* ---- Capabilities ---------------------------------------------------------------- */

static void *resize(void *user, void *block, size_t bytes)
{
    return rt_memory_resize(user, block, bytes);
}

static void no_message(void *user, const rt_message *message)
{
    (void)user;
    (void)message;
}

const rt_carries *rt_carries_of(const rt_declaration *declaration, rt_memory *memory)
{
    const rt_writer *writer = declaration->writer;
    rt_option_request request = {.options = writer->options, .role = "write",
                                 .name = writer->format->name, .resize = resize, .user = memory};
    const rt_carries *carries = writer->carries;
    void *block = NULL;
    if (!writer->carries_with)
        return carries;
    request.diagnostics = rt_diagnostics_new(no_message, NULL);
    if (request.diagnostics && writer->options)
        rt_options_parse(&request, &block);
    if (block || !writer->options)
        carries = writer->carries_with(block);
    rt_diagnostics_free(request.diagnostics);
    return carries;
}

rt_level rt_caps_level(const rt_caps *caps, uint32_t kind, uint32_t attr, uint32_t value)
{
    uint32_t bit = value ? UINT32_C(1) << (value - 1) : 0;
    if (!attr)
        return (rt_level)caps->kind[kind];
    if (caps->attr[kind][attr] == RT_NOT_CARRIED || (caps->values[kind][attr] & bit))
        return RT_NOT_CARRIED;
    return caps->near[kind][attr] & bit ? RT_APPROXIMATE : (rt_level)caps->attr[kind][attr];
}

const char *rt_fallback_words(const rt_kind_info *kind, char *room, size_t size)
{
    switch (kind->fallback) {
    case RT_FALL_KEEP: return "its content stands alone";
    case RT_FALL_SAY: return "text stands for it";
    case RT_FALL_DROP: return "left out";
    default: break;
    }
    snprintf(room, size, "becomes %s", kind->becomes ? rt_kind_of(kind->becomes)->name : "?");
    return room;
}

/* ---- Prediction ------------------------------------------------------------------ */

typedef struct predicted {
    const rt_survey *survey;
    const rt_caps *caps;
    void (*line)(void *user, const rt_loss *);
    void *user;
} predicted;

static void predict_value(const predicted *p, uint32_t kind, uint32_t attr, uint32_t value)
{
    const rt_attr_info *info = rt_attr_of(attr);
    rt_loss loss = {.size = sizeof loss, .loss_class = info->loss, .attribute = info->name,
                    .kind = rt_kind_of(kind)->name};
    rt_level level;
    loss.count = rt_survey_used(p->survey, kind, attr, value);
    if (loss.count == 0)
        return;
    level = rt_caps_level(p->caps, kind, attr, value);
    if (level == RT_EXACT || (level == RT_NOT_CARRIED && rt_caps_hand_down(p->caps, kind, attr, value)))
        return;
    loss.approximate = level == RT_APPROXIMATE;
    loss.value = value ? info->choices[value - 1] : NULL;
    p->line(p->user, &loss);
}

static void predict_kind(const predicted *p, uint32_t kind)
{
    const rt_kind_info *info = rt_kind_of(kind);
    char room[64];
    rt_loss loss = {.size = sizeof loss, .loss_class = info->loss, .kind = info->name,
                    .count = p->survey->kinds[kind]};
    rt_level level = rt_caps_level(p->caps, kind, 0, 0);
    if (level != RT_EXACT) {
        loss.approximate = level == RT_APPROXIMATE;
        loss.what = loss.approximate ? NULL : rt_fallback_words(info, room, sizeof room);
        p->line(p->user, &loss);
    }
    if (level == RT_NOT_CARRIED)
        return;
    for (uint32_t attr = 1; attr < RT_ATTR_COUNT; attr++)
        for (uint32_t value = 0; rt_attr_of(attr) && value < RT_SURVEY_VALUES; value++)
            predict_value(p, kind, attr, value);
}

static void predict_tables(const predicted *p, const rt_carries *carries)
{
    rt_loss loss = {.size = sizeof loss, .loss_class = RT_LOSS_CONTENT, .count = 0};
    for (size_t i = 0; i < p->survey->table_count; i++)
        loss.count += !p->survey->tables[i].nested;
    if (!carries || !RT_HAS(rt_carries, carries, tables) || loss.count < 2 ||
        carries->tables == RT_TABLES_ALL)
        return;
    loss.count--;
    loss.loss_class = carries->tables == RT_TABLES_STACKED ? RT_LOSS_STRUCTURE : RT_LOSS_CONTENT;
    loss.what = carries->tables == RT_TABLES_STACKED ? "table stacked below another"
                                                        : "table besides the one that is written";
    p->line(p->user, &loss);
}

void rt_predict(const rt_survey *survey, const rt_declaration *declaration,
                void (*line)(void *user, const rt_loss *), void *user)
{
    rt_caps *caps = rt_cli_got(malloc(sizeof *caps));
    predicted p = {.survey = survey, .caps = caps, .line = line, .user = user};
    rt_memory memory = {.limit = UINT64_MAX};
    const rt_carries *carries = rt_carries_of(declaration, &memory);
    rt_caps_fill(caps, carries, declaration->plugin->abi_minor);
    predict_tables(&p, carries);
    for (uint32_t kind = 1; kind < RT_KIND_COUNT; kind++)
        if (survey->kinds[kind] && rt_kind_of(kind))
            predict_kind(&p, kind);
    rt_memory_release(&memory);
    free(caps);
}
