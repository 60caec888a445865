/* frame.c - see frame.h. */
#include "frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { LARGEST = 16 << 20, TEXT = 2000 }; /* bytes of a frame; of a text */

void rt_frame_clear(rt_frame *frame)
{
    frame->len = frame->at = 0;
    frame->broken = false;
}

void rt_frame_free(rt_frame *frame)
{
    free(frame->data);
    *frame = (rt_frame){0};
}

static bool reserve(rt_frame *frame, size_t room)
{
    if (room <= frame->room)
        return true;
    room = room < 1024 ? 1024 : room + room / 2;
    char *grown = realloc(frame->data, room);
    if (!grown) {
        frame->broken = true;
        return false;
    }
    frame->data = grown;
    frame->room = room;
    return true;
}

void rt_frame_put_bytes(rt_frame *frame, const void *bytes, size_t len)
{
    if (frame->broken || !reserve(frame, frame->len + len))
        return;
    if (len)
        memcpy(frame->data + frame->len, bytes, len);
    frame->len += len;
}

void rt_frame_put(rt_frame *frame, uint64_t number) { rt_frame_put_bytes(frame, &number, sizeof number); }

void rt_frame_put_text(rt_frame *frame, const char *text)
{
    size_t len = text ? strlen(text) : 0;
    if (len > TEXT)
        for (len = TEXT; len && ((unsigned char)text[len] & 0xC0) == 0x80;)
            len--;
    rt_frame_put(frame, text ? len + 1 : 0);
    if (text) {
        rt_frame_put_bytes(frame, text, len);
        rt_frame_put_bytes(frame, "", 1);
    }
}

static const char *take(rt_frame *frame, size_t len)
{
    const char *found = frame->data + frame->at;
    if (frame->broken || len > frame->len - frame->at) {
        frame->broken = true;
        return NULL;
    }
    frame->at += len;
    return found;
}

uint64_t rt_frame_take(rt_frame *frame)
{
    uint64_t number = 0;
    const char *bytes = take(frame, sizeof number);
    if (bytes)
        memcpy(&number, bytes, sizeof number);
    return number;
}

const char *rt_frame_take_text(rt_frame *frame)
{
    uint64_t len = rt_frame_take(frame);
    const char *text = len && len <= frame->len ? take(frame, (size_t)len) : NULL;
    return text && text[len - 1] == '\0' ? text : NULL;
}

/* ---- On a socket -------------------------------------------------------------------------- */

static bool send_bytes(int socket, const char *bytes, size_t len)
{
    while (len) {
        ssize_t sent = send(socket, bytes, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

static bool receive_bytes(int socket, char *bytes, size_t len)
{
    while (len) {
        ssize_t got = recv(socket, bytes, len, 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        len -= (size_t)got;
    }
    return true;
}

typedef union control { struct cmsghdr header; char room[CMSG_SPACE(RT_FRAME_FILES * sizeof(int))]; } control;

/* The length comes first, and the descriptors with it. */
bool rt_frame_send(int socket, const rt_frame *frame, const int *files, size_t count)
{
    uint64_t len = frame->len;
    control room = {.room = {0}};
    struct iovec parts[] = {{&len, sizeof len}, {frame->data, frame->len}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t sent;
    if (frame->broken || count > RT_FRAME_FILES)
        return false;
    if (count) {
        message.msg_control = room.room;
        message.msg_controllen = CMSG_SPACE(count * sizeof(int));
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(count * sizeof(int));
        memcpy(CMSG_DATA(header), files, count * sizeof(int));
    }
    do
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < (ssize_t)sizeof len)
        return false;
    size_t given = (size_t)sent - sizeof len;
    return given == frame->len || send_bytes(socket, frame->data + given, frame->len - given);
}

static void take_files(struct msghdr *message, int *files, size_t *count, size_t room)
{
    for (struct cmsghdr *h = CMSG_FIRSTHDR(message); h; h = CMSG_NXTHDR(message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
            continue;
        size_t given = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < given; i++) {
            int file;
            memcpy(&file, CMSG_DATA(h) + i * sizeof file, sizeof file);
            if (*count < room)
                files[(*count)++] = file;
            else
                close(file);
        }
    }
}

bool rt_frame_receive(int socket, rt_frame *frame, int *files, size_t *count)
{
    uint64_t len = 0;
    size_t room = count ? *count : 0, none = 0;
    control space;
    struct iovec part = {&len, sizeof len};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space.room,
                             .msg_controllen = sizeof space.room};
    ssize_t got;
    rt_frame_clear(frame);
    if (count)
        *count = 0;
    do
        got = recvmsg(socket, &message, MSG_WAITALL | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        take_files(&message, files, count ? count : &none, room);
    if (got != (ssize_t)sizeof len || len > LARGEST || !reserve(frame, (size_t)len + 1))
        return false;
    frame->len = (size_t)len;
    return receive_bytes(socket, frame->data, frame->len);
}
