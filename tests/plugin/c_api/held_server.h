/* A service that answers when the test says so, and not by a clock. Requests are counted from 1 in the order in which
 * they come. Speaks Gemini's format, streamed. */
#ifndef INLAY_HELD_SERVER_H
#define INLAY_HELD_SERVER_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct held_server held_server;

held_server* held_server_start(void);
/* Lives as long as the server. */
char const* held_server_url(held_server* server);
/* These wait until the request is there, at most a minute: 1, or 0 when it did not come. */
int held_server_wait_for_request(held_server* server, int number);
/* The picture in RGBA, straight alpha: on the way to the answer, and as the answer, which ends the reply. */
int held_server_preview(held_server* server, int number, void const* rgba, int picture_width, int picture_height);
int held_server_answer(held_server* server, int number, void const* rgba, int picture_width, int picture_height);
/* Until the client has hung up without an answer. */
int held_server_wait_for_end(held_server* server, int number);
void held_server_stop(held_server* server);

#ifdef __cplusplus
}
#endif

#endif
