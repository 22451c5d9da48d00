/* What does a job give a host through the C ABI? */
#include "c_api_test.h"
#include "held_server.h"

void an_edit_comes_back_inverted(void) {
    inlay_job_request const request = edit_request("{\"prompt\": \"invert\", \"keep\": \"off\", \"align\": \"off\"}");
    inlay_job* const job = inlay_job_start(&request);
    inlay_pixels pixels;
    unsigned char const* bytes;
    int i;
    CHECK(job != NULL);
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"x\":-5,\"y\":7,\"width\":48,\"height\":32"));
    memset(&pixels, 0, sizeof pixels);
    pixels.struct_size = sizeof pixels;
    CHECK(inlay_job_edit(job, 0, INLAY_BGRA8, &pixels) == 1);
    CHECK(pixels.width == width && pixels.height == height && pixels.format == INLAY_BGRA8);
    bytes = pixels.data;
    for (i = 0; i < width * height * 4; ++i)
        CHECK(bytes[i] == (i % 4 == 3 ? 255 : 255 - layer[i]));
    CHECK(inlay_job_edit(job, 1, INLAY_BGRA8, &pixels) == 0);
    CHECK(inlay_job_edit_mask(job, 0, &pixels) == 0);
    inlay_job_confirm(job);
    inlay_job_free(job);
    inlay_sandbox_stop();
}

void a_struct_of_an_older_header_is_enough(void) {
    inlay_job_request request = edit_request("{\"prompt\": \"invert\", \"keep\": \"off\", \"align\": \"off\"}");
    struct {
        uint32_t struct_size;
        int32_t finished;
        unsigned char guard[64];
    } old_status;
    inlay_job* job;
    size_t i;
    /* Without the last field, as if it had not been invented yet; what lies behind it must not be read. */
    request.struct_size = (uint32_t)((char*)&request.selection - (char*)&request);
    memset(&request.selection, 0xff, sizeof request.selection);
    job = inlay_job_start(&request);
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"edits\":[{"));
    memset(&old_status, 0xaa, sizeof old_status);
    old_status.struct_size = 8;
    inlay_job_poll(job, (inlay_job_status*)(void*)&old_status);
    CHECK(old_status.finished == 1 && old_status.struct_size == 8);
    for (i = 0; i < sizeof old_status.guard; ++i)
        CHECK(old_status.guard[i] == 0xaa);
    inlay_job_free(job);
}

void what_cannot_start_is_the_jobs_error(void) {
    inlay_job_request request = edit_request("{\"prompt\": \"x\", \"no-such-option\": 1}");
    inlay_job* job = inlay_job_start(&request);
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"code\":\"usage\""));
    inlay_job_free(job);

    request = edit_request("{\"prompt\": \" \"}");
    job = inlay_job_start(&request);
    CHECK(status_of(job).finished == 1);
    CHECK(says(inlay_job_result(job), "\"message\":\"The prompt is empty.\""));
    inlay_job_free(job);
    CHECK(says(inlay_remember("edit-layer", "{\"prompt\": \"\"}"), "\"message\":\"The prompt is empty.\""));

    request = edit_request("{\"prompt\": \"x\", \"feather\": 3}");
    request.action = "generate-image";
    job = inlay_job_start(&request);
    CHECK(says(inlay_job_result(job), "feather\\\" has no effect on a new picture."));
    inlay_job_free(job);

    request = edit_request("{\"prompt\": \"x\"}");
    request.layer.stride = 3;
    job = inlay_job_start(&request);
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"code\":\"usage\""));
    inlay_job_free(job);

    request = edit_request("{\"prompt\": \"x\"}");
    request.layer.data = NULL;
    job = inlay_job_start(&request);
    CHECK(says(inlay_job_result(job), "\"code\":\"nothing_to_edit\""));
    inlay_job_free(job);

    job = inlay_job_start(NULL);
    CHECK(says(inlay_job_result(job), "\"code\":\"usage\""));
    inlay_job_free(job);
    inlay_job_free(NULL);
}

void a_typed_key_is_stored_when_the_run_starts(void) {
    held_server* const server = held_server_start();
    char options[1024];
    inlay_job_request request;
    inlay_job* job;
    inlay_job_status status;
    snprintf(options, sizeof options,
             "{\"prompt\": \"a hat\", \"provider\": \"google\", \"base-url\": \"%s\", \"typed_key\": \" "
             "AIzaTest0123456789 \"}",
             held_server_url(server));
    CHECK(says(result_of_task("{\"task\":\"key-status\",\"provider\":\"google\"}"), "\"from\":\"\""));
    request = edit_request(options);
    job = inlay_job_start(&request);
    WAIT_UNTIL(job, status, status.key_stored);
    CHECK(says(result_of_task("{\"task\":\"key-status\",\"provider\":\"google\"}"), "\"from\":\"file\""));
    inlay_job_free(job);

    request = edit_request("{\"prompt\": \"x\", \"typed_key\": 7}");
    job = inlay_job_start(&request);
    CHECK(says(inlay_job_result(job), "\"code\":\"usage\""));
    CHECK(status_of(job).key_stored == 0);
    inlay_job_free(job);
    held_server_stop(server);
}

/* The service gives back what it got: nothing is inserted until the person says so. */
void an_answer_that_changed_nothing_can_be_inserted_anyway(void) {
    held_server* const server = held_server_start();
    char options[1024];
    unsigned char same[width * height * 4];
    inlay_job_request request;
    inlay_job* job;
    inlay_job* again;
    inlay_pixels pixels = no_pixels();
    int i;
    for (i = 0; i < width * height * 4; ++i)
        same[i] = layer[i % 4 == 0 ? i + 2 : i % 4 == 2 ? i - 2 : i]; /* RGBA of BGRA */
    snprintf(options, sizeof options, "{\"prompt\": \"a hat\", \"base-url\": \"%s\", \"stream\": true}",
             held_server_url(server));
    request = edit_request(options);
    job = inlay_job_start(&request);
    CHECK(held_server_answer(server, 1, same, width, height));
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"edits\":[]"));
    CHECK(says(inlay_job_result(job), "\"almost_nothing\":true"));
    CHECK(inlay_job_edit(job, 0, INLAY_RGBA8, &pixels) == 0);
    again = inlay_job_place_again(job, "{\"keep\": \"off\", \"align\": \"off\"}");
    CHECK(again != NULL);
    wait_for(again);
    CHECK(inlay_job_edit(again, 0, INLAY_RGBA8, &pixels) == 1);
    CHECK(memcmp(pixels.data, same, sizeof same) == 0);
    CHECK(says(inlay_job_result(again), "\"attempts\":0"));
    inlay_job_confirm(job);
    inlay_job_free(again);
    again = inlay_job_place_again(job, "{\"colour\": 1}");
    wait_for(again);
    CHECK(says(inlay_job_result(again), "\"code\":\"usage\""));
    inlay_job_free(again);
    inlay_job_free(job);
    held_server_stop(server);
}

void a_layer_that_was_scaled_down_comes_back_at_its_size_with_its_mask_where_it_is_asked_for(void) {
    unsigned char selected[2 * width * 2 * height];
    inlay_job_request request = edit_request("{\"prompt\": \"invert\", \"keep\": \"off\", \"align\": \"off\"}");
    inlay_job* job;
    inlay_pixels pixels;
    unsigned char const* bytes;
    int i;
    for (i = 0; i < 2 * width * 2 * height; ++i)
        selected[i] = i % (2 * width) < width ? 255 : 0;
    request.layer_width = 2 * width;
    request.layer_height = 2 * height;
    request.selection.struct_size = sizeof request.selection;
    request.selection.format = INLAY_GREY8;
    request.selection.width = 2 * width;
    request.selection.height = 2 * height;
    request.selection.stride = 2 * width;
    request.selection.data = selected;
    job = inlay_job_start(&request);
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"has_mask\":true"));
    CHECK(says(inlay_job_result(job), "\"shown\":{\"x\":0,\"y\":0,\"width\":48,\"height\":64}"));
    memset(&pixels, 0, sizeof pixels);
    pixels.struct_size = sizeof pixels;
    CHECK(inlay_job_edit(job, 0, INLAY_BGRA8, &pixels) == 1);
    CHECK(pixels.height == 2 * height);
    bytes = pixels.data;
    CHECK(bytes[3] == 255 && bytes[4 * (pixels.width - 1) + 3] == 255);
    CHECK(inlay_job_edit(job, 0, INLAY_BGRA8 | INLAY_MASK_IN_ALPHA, &pixels) == 1);
    bytes = pixels.data;
    CHECK(bytes[3] == 255 && bytes[4 * (pixels.width - 1) + 3] == 0);
    CHECK(inlay_job_thumbnail(job, 0, 24, &pixels) == 1);
    CHECK(pixels.format == INLAY_RGBA8 && pixels.width <= 24 && pixels.height <= 24 && pixels.width > 10);
    CHECK(inlay_job_thumbnail(job, 0, 0, &pixels) == 0);
    CHECK(inlay_job_thumbnail(job, 7, 24, &pixels) == 0);
    inlay_job_free(job);
}

void a_layer_with_nothing_to_see_is_refused(void) {
    static unsigned char paint_on_it[width * height * 4];
    inlay_job_request request = edit_request("{\"prompt\": \"sandbox: slow 30\"}");
    inlay_job* job;
    request.layer.data = paint_on_it;
    job = inlay_job_start(&request);
    CHECK(says(inlay_job_result(job), "\"code\":\"nothing_to_edit\""));
    inlay_job_free(job);
    paint_on_it[4 * 100 + 3] = 1; /* one pixel, hardly to be seen, is something */
    job = inlay_job_start(&request);
    inlay_job_cancel(job);
    CHECK(says(inlay_job_result(job), "\"code\":\"cancelled\""));
    inlay_job_free(job);
    inlay_sandbox_stop();
}

void a_half_transparent_edit_under_half_a_mask_has_both(void) {
    static unsigned char rgba[width * height * 4];
    static unsigned char selected[width * height];
    held_server* const server = held_server_start();
    inlay_job_request request = request_at(held_server_url(server), "");
    inlay_job* job;
    inlay_pixels pixels = no_pixels();
    unsigned char const* bytes;
    memset(rgba, 100, sizeof rgba);
    memset(selected, 128, sizeof selected);
    request.selection.struct_size = sizeof request.selection;
    request.selection.format = INLAY_GREY8;
    request.selection.width = width;
    request.selection.height = height;
    request.selection.stride = width;
    request.selection.data = selected;
    job = inlay_job_start(&request);
    CHECK(held_server_answer(server, 1, rgba, width, height));
    wait_for(job);
    CHECK(inlay_job_edit(job, 0, INLAY_RGBA8, &pixels) == 1);
    bytes = pixels.data;
    CHECK(bytes[0] == 100 && bytes[3] == 100);
    CHECK(inlay_job_edit_mask(job, 0, &pixels) == 1);
    CHECK(pixels.format == INLAY_GREY8 && *(unsigned char const*)pixels.data == 128);
    CHECK(inlay_job_edit(job, 0, INLAY_RGBA8 | INLAY_MASK_IN_ALPHA, &pixels) == 1);
    bytes = pixels.data;
    CHECK(bytes[0] == 100 && bytes[3] == 50);
    CHECK(inlay_job_edit(job, 0, INLAY_BGRA8, &pixels) == 1);
    CHECK(((unsigned char const*)pixels.data)[3] == 100);
    inlay_job_free(job);
    held_server_stop(server);
}
