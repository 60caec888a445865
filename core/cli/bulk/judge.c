/* judge.c - whether an input that is on record is converted again. See run.h. */
#include "run.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "digest.h"

int64_t rt_bulk_mtime(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

/* ---- What is known already ----------------------------------------------------------------------- */

typedef struct presence { rt_bulk *bulk; size_t count; } presence;

static bool is_present(void *user, const char *path, int64_t size)
{
    presence *p = user;
    struct stat about;
    p->count++;
    return rt_stage_find(&p->bulk->stage, path, &about) && S_ISREG(about.st_mode) && about.st_size == size;
}

static bool outputs_present(rt_bulk *b, int64_t id)
{
    presence p = {b, 0};
    return rt_record_outputs(b->record, id, is_present, &p) && p.count == b->work->format_count;
}

/* A file that was only touched is the same. */
static bool same_bytes(rt_bulk *b, const rt_bulk_input *in)
{
    const rt_known *known = &in->known;
    char hash[RT_DIGEST_ROOM] = "";
    uint64_t size;
    if (known->size != in->about.st_size)
        return false;
    if (known->mtime == rt_bulk_mtime(&in->about))
        return true;
    int file = known->hash[0] ? openat(in->found->folder, in->found->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (file < 0)
        return false;
    rt_digest_file(file, hash, &size);
    close(file);
    if (strcmp(hash, known->hash) != 0)
        return false;
    if (!b->dry)
        rt_record_touch(b->record, known->id, rt_bulk_mtime(&in->about));
    return true;
}

/* What depends on the moment: what is worth another attempt, for a while or whenever a run comes by. */
typedef enum hope { NEVER, AFEW, MORE, ALWAYS } hope;

static hope hope_of(const rt_known *known)
{
    static const struct { const char *reason; hope hope; } hopes[] = {
        {"crashed", AFEW}, {"timeout", AFEW}, {"memory", AFEW}, {"killed", MORE},
        {"unreadable", ALWAYS}, {"unwritable", ALWAYS}, {"full", ALWAYS}, {"exists", ALWAYS}};
    for (size_t i = 0; i < sizeof hopes / sizeof *hopes; i++)
        if (strcmp(known->reason, hopes[i].reason) == 0)
            return hopes[i].hope;
    return known->running ? MORE : NEVER;
}

static bool exceeds(uint64_t now, int64_t then) { return then && (!now || now > (uint64_t)then); }

/* Whether this run gives it more of what it lacked. */
static bool has_more(const rt_bulk *b, const rt_known *known)
{
    bool hung = strcmp(known->reason, "timeout") == 0, crashed = strcmp(known->reason, "crashed") == 0;
    return (hung && exceeds(b->pool.timeout / 1000, known->timeout)) ||
           ((crashed || strcmp(known->reason, "memory") == 0) && exceeds(b->work->memory, known->memory));
}

rt_bulk_verdict rt_bulk_judge(rt_bulk *b, rt_bulk_input *in)
{
    rt_known *known = &in->known;
    if (!known->same_key || !same_bytes(b, in) || (known->failed && has_more(b, known))) {
        known->attempts = 0;
        return RT_BULK_CONVERT;
    }
    if (known->done) {
        known->attempts = 0;
        return outputs_present(b, known->id) ? RT_BULK_PASS_OVER : RT_BULK_CONVERT;
    }
    hope left = hope_of(known);
    if (left == ALWAYS || known->attempts < (left == MORE ? RT_BULK_KILLS : left == AFEW ? RT_BULK_ATTEMPTS : 0))
        return RT_BULK_CONVERT;
    return known->running ? RT_BULK_GIVE_UP : RT_BULK_FAILED_BEFORE;
}
