/* What does a host see of a job while it runs? The service answers when the test says so. */
#define _POSIX_C_SOURCE 200809L
#include "c_api_test.h"
#include "held_server.h"

static unsigned char const* picture_of(unsigned char shade, unsigned char alpha) {
    static unsigned char rgba[width * height * 4];
    int i;
    for (i = 0; i < width * height; ++i) {
        rgba[4 * i] = shade;
        rgba[4 * i + 1] = rgba[4 * i + 2] = 40;
        rgba[4 * i + 3] = alpha;
    }
    return rgba;
}

static unsigned char shade_of(inlay_pixels const* pixels) {
    CHECK(pixels->width == 24 && pixels->height == 16 && pixels->format == INLAY_RGBA8 && pixels->data != NULL);
    return ((unsigned char const*)pixels->data)[0];
}

void cancel_is_told_at_once_and_hangs_up(void) {
    held_server* const server = held_server_start();
    inlay_job_request const request = request_at(held_server_url(server), "");
    inlay_job* const job = inlay_job_start(&request);
    CHECK(held_server_wait_for_request(server, 1));
    CHECK(status_of(job).finished == 0);
    inlay_job_cancel(job);
    CHECK(status_of(job).finished == 1);
    CHECK(says(inlay_job_result(job), "\"code\":\"cancelled\""));
    CHECK(held_server_wait_for_end(server, 1));
    inlay_job_free(job);
    held_server_stop(server);
}

void previews_and_answers_are_seen_while_the_job_runs(void) {
    held_server* const server = held_server_start();
    inlay_job_request const request = request_at(held_server_url(server), ", \"count\": 3");
    inlay_job* const job = inlay_job_start(&request);
    inlay_pixels pixels = no_pixels();
    inlay_job_status status;
    uint32_t first;
    CHECK(held_server_wait_for_request(server, 2)); /* two at a time */
    CHECK(inlay_job_preview(job, 24, &pixels) == 0);
    status = status_of(job);
    CHECK(status.asked == 3 && status.arrived == 0 && status.ready == 0 && status.preview == 0);

    CHECK(held_server_preview(server, 1, picture_of(10, 255), width, height));
    WAIT_UNTIL(job, status, status.preview != 0);
    first = status.preview;
    CHECK(inlay_job_preview(job, 24, &pixels) == 1 && shade_of(&pixels) == 10);
    CHECK(held_server_preview(server, 2, picture_of(20, 255), width, height));
    WAIT_UNTIL(job, status, status.preview != first);
    CHECK(inlay_job_preview(job, 24, &pixels) == 1 && shade_of(&pixels) == 20);
    CHECK(status.arrived == 0 && status.ready == 0);

    CHECK(held_server_answer(server, 2, picture_of(30, 255), width, height));
    WAIT_UNTIL(job, status, status.ready == 1);
    CHECK(!status.finished && status.arrived == 1 && status.preview == 0);
    CHECK(inlay_job_preview(job, 24, &pixels) == 0);
    CHECK(inlay_job_thumbnail(job, 0, 24, &pixels) == 1 && shade_of(&pixels) == 30);
    CHECK(inlay_job_thumbnail(job, 1, 24, &pixels) == 0);
    CHECK(inlay_job_edit(job, 0, INLAY_RGBA8, &pixels) == 0);

    CHECK(held_server_wait_for_request(server, 3));
    CHECK(held_server_answer(server, 3, picture_of(50, 255), width, height));
    WAIT_UNTIL(job, status, status.ready == 2);
    CHECK(!status.finished && status.arrived == 2);
    CHECK(inlay_job_thumbnail(job, 1, 24, &pixels) == 1 && shade_of(&pixels) == 50);
    CHECK(held_server_answer(server, 1, picture_of(40, 255), width, height));
    wait_for(job);
    status = status_of(job);
    CHECK(status.arrived == 3 && status.ready == 3 && status.preview == 0);
    /* An index means the same edit during the run and after: the order in which they came. */
    CHECK(inlay_job_edit(job, 0, INLAY_BGRA8, &pixels) == 1 && ((unsigned char const*)pixels.data)[2] == 30);
    CHECK(inlay_job_edit(job, 1, INLAY_BGRA8, &pixels) == 1 && ((unsigned char const*)pixels.data)[2] == 50);
    CHECK(inlay_job_edit(job, 2, INLAY_BGRA8, &pixels) == 1 && ((unsigned char const*)pixels.data)[2] == 40);
    CHECK(inlay_job_edit(job, 3, INLAY_BGRA8, &pixels) == 0);
    inlay_job_free(job);
    held_server_stop(server);
}

void what_had_arrived_before_a_cancel_can_be_placed(void) {
    held_server* const server = held_server_start();
    inlay_job_request const request = request_at(held_server_url(server), ", \"count\": 3");
    inlay_job* const job = inlay_job_start(&request);
    inlay_job* again;
    inlay_job_status status;
    inlay_pixels pixels = no_pixels();
    CHECK(held_server_answer(server, 1, picture_of(60, 255), width, height));
    WAIT_UNTIL(job, status, status.arrived == 1);
    CHECK(held_server_answer(server, 2, picture_of(70, 255), width, height));
    WAIT_UNTIL(job, status, status.arrived == 2);
    inlay_job_cancel(job);
    CHECK(says(inlay_job_result(job), "2 of 3 pictures had arrived"));
    again = inlay_job_place_again(job, "{}");
    wait_for(again);
    CHECK(inlay_job_edit(again, 0, INLAY_RGBA8, &pixels) == 1 && ((unsigned char const*)pixels.data)[0] == 60);
    CHECK(inlay_job_edit(again, 1, INLAY_RGBA8, &pixels) == 1 && ((unsigned char const*)pixels.data)[0] == 70);
    CHECK(inlay_job_edit(again, 2, INLAY_RGBA8, &pixels) == 0);
    inlay_job_confirm(job);
    inlay_job_free(again);
    inlay_job_free(job);
    held_server_stop(server);
}
