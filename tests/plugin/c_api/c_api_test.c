/* The C ABI used from its header alone, in C99: c_api_tests INLAY SENTENCE. Exit status 0 when the sentence is true. */
#define _POSIX_C_SOURCE 200809L
#include "inlay/plugin/inlay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                                  \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

enum { width = 48, height = 32 };

static unsigned char layer[width * height * 4];

static void paint(void) {
    int i;
    for (i = 0; i < width * height; ++i) {
        layer[4 * i] = (unsigned char)(i % 251);           /* blue */
        layer[4 * i + 1] = (unsigned char)(i * 7 % 251);   /* green */
        layer[4 * i + 2] = (unsigned char)(255 - i % 251); /* red */
        layer[4 * i + 3] = 255;
    }
}

static inlay_job_request edit_request(char const* options) {
    inlay_job_request request;
    memset(&request, 0, sizeof request);
    request.struct_size = sizeof request;
    request.layer_x = -5;
    request.layer_y = 7;
    request.canvas_width = 100;
    request.canvas_height = 80;
    request.action = "edit-layer";
    request.options_json = options;
    request.layer_name = "Background";
    request.layer.struct_size = sizeof request.layer;
    request.layer.format = INLAY_BGRA8;
    request.layer.width = width;
    request.layer.height = height;
    request.layer.stride = width * 4;
    request.layer.data = layer;
    return request;
}

static void wait_for(inlay_job* job) {
    inlay_job_status status;
    struct timespec const pause = {0, 5 * 1000 *
                                          1000}; /* the ABI has no call that waits: hosts poll from their own loop */
    int turns;
    for (turns = 0; turns < 6000; ++turns) {
        memset(&status, 0, sizeof status);
        status.struct_size = sizeof status;
        inlay_job_poll(job, &status);
        if (status.finished) return;
        nanosleep(&pause, NULL);
    }
    CHECK(!"the job does not finish");
}

static int says(char* json, char const* words) {
    int const found = json != NULL && strstr(json, words) != NULL;
    if (!found) fprintf(stderr, "it says: %s\n", json == NULL ? "(nothing)" : json);
    inlay_string_free(json);
    return found;
}

static void an_edit_comes_back_inverted(void) {
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

static void a_struct_of_an_older_header_is_enough(void) {
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

static void what_cannot_start_is_the_jobs_error(void) {
    inlay_job_request request = edit_request("{\"prompt\": \"x\", \"no-such-option\": 1}");
    inlay_job* job = inlay_job_start(&request);
    wait_for(job);
    CHECK(says(inlay_job_result(job), "\"code\":\"usage\""));
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

static void cancel_is_told_at_once(void) {
    inlay_job_request const request = edit_request("{\"prompt\": \"sandbox: slow 30\"}");
    inlay_job* const job = inlay_job_start(&request);
    inlay_job_status status;
    memset(&status, 0, sizeof status);
    status.struct_size = sizeof status;
    inlay_job_poll(job, &status);
    CHECK(status.finished == 0);
    inlay_job_cancel(job);
    inlay_job_poll(job, &status);
    CHECK(status.finished == 1);
    CHECK(says(inlay_job_result(job), "\"code\":\"cancelled\""));
    inlay_job_free(job);
}

static void tables_and_settings_are_json(void) {
    char* error;
    CHECK(inlay_abi_version() == INLAY_ABI_VERSION);
    CHECK(strlen(inlay_version()) >= 5);
    CHECK(says(inlay_parameters("edit-layer"), "\"name\":\"match-colour\""));
    CHECK(says(inlay_parameters("paint"), "\"code\":\"usage\""));
    CHECK(says(inlay_state(), "\"provider\":\"sandbox\""));
    error = inlay_settings_change("{\"provider\": \"google\", \"model_of\": {\"google\": \"gemini-3-pro-image\"}}");
    CHECK(error == NULL);
    CHECK(says(inlay_state(), "\"provider\":\"google\""));
    CHECK(says(inlay_state(), "\"google\":\"gemini-3-pro-image\""));
    CHECK(says(inlay_settings_change("{\"colour\": \"red\"}"), "\"code\":\"usage\""));
    CHECK(says(inlay_settings_change("{\"provider\": 7}"), "\"code\":\"usage\""));
    CHECK(says(inlay_settings_change("nonsense"), "\"code\":\"usage\""));
}

static void a_price_is_told_before_the_run(void) {
    CHECK(says(inlay_price("edit-layer", "{}"), "\"sentence\":\"Free in the sandbox.\""));
    CHECK(says(inlay_price("edit-layer", "{}"), "\"high_usd\":0.0"));
    CHECK(says(
        inlay_price("edit-layer", "{\"provider\": \"google\", \"model\": \"gemini-2.5-flash-image\", \"count\": 3}"),
        "\"sentence\":\"About $0.12 for 3 pictures.\""));
    CHECK(says(inlay_price("edit-layer", "{\"provider\": \"google\", \"model\": \"new\"}"), "\"low_usd\":null"));
    CHECK(says(inlay_price("paint", "{}"), "\"code\":\"usage\""));
    CHECK(says(inlay_price(NULL, NULL), "\"code\":\"usage\""));
    CHECK(says(inlay_price("edit-layer", "{\"provider\": \"nobody\"}"), "\"code\":\"usage\""));
    CHECK(says(inlay_price("edit-layer", "{\"colour\": 1}"), "\"code\":\"usage\""));
}

static char* result_of_task(char const* request) {
    inlay_task* const task = inlay_task_start(request);
    struct timespec const pause = {0, 5 * 1000 * 1000};
    char* result = NULL;
    int turns;
    for (turns = 0; turns < 2000 && result == NULL; ++turns) {
        result = inlay_task_result(task);
        if (result == NULL) nanosleep(&pause, NULL);
    }
    inlay_task_free(task);
    return result;
}

static void a_key_is_kept_and_shown_masked(void) {
    char* shown;
    CHECK(says(result_of_task("{\"task\":\"key-store\",\"provider\":\"google\",\"key\":\" AIzaTest0123456789 \"}"),
               "\"from\":\"file\""));
    shown = result_of_task("{\"task\":\"key-status\",\"provider\":\"google\"}");
    CHECK(strstr(shown, "AIzaTest0123456789") == NULL);
    CHECK(says(shown, "\"from\":\"file\""));
    CHECK(says(result_of_task("{\"task\":\"key-delete\",\"provider\":\"google\"}"), "{}"));
    CHECK(says(result_of_task("{\"task\":\"key-status\",\"provider\":\"google\"}"), "\"from\":\"\""));
    CHECK(says(result_of_task("{\"task\":\"dance\",\"provider\":\"google\"}"), "\"code\":\"usage\""));
}

static void an_answer_that_changed_nothing_can_be_inserted_anyway(void) {
    inlay_job_request const request = edit_request("{\"prompt\": \"invert\"}");
    inlay_job* const job = inlay_job_start(&request);
    inlay_job* again;
    inlay_pixels pixels;
    wait_for(job);
    again = inlay_job_place_again(job, "{\"keep\": \"off\", \"align\": \"off\"}");
    CHECK(again != NULL);
    wait_for(again);
    memset(&pixels, 0, sizeof pixels);
    pixels.struct_size = sizeof pixels;
    CHECK(inlay_job_edit(again, 0, INLAY_RGBA8, &pixels) == 1);
    CHECK(((unsigned char const*)pixels.data)[0] == 255 - layer[2]);
    CHECK(says(inlay_job_result(again), "\"attempts\":0"));
    inlay_job_confirm(job);
    inlay_job_free(again);
    inlay_job_free(job);
}

static void native_pixels_are_scaled_by_what_they_cover(void) {
    /* Two channels, the last one alpha: 100 where it is solid, and something else where nothing is to be seen. */
    unsigned char grey[4 * 2 * 2] = {100, 255, 9, 0, 100, 255, 100, 255, 100, 255, 9, 0, 60, 255, 80, 255};
    float colours[2 * 1 * 4] = {0.25F, 0.5F, 2.0F, 1.0F, 0.75F, 0.5F, 4.0F, 1.0F};
    uint16_t halves[2 * 1 * 2] = {0x3c00, 0x3c00, 0x4000, 0x3c00}; /* 1 and 2, opaque */
    unsigned char small[4];
    float mean[4];
    uint16_t half[2];
    inlay_samples samples;
    memset(&samples, 0, sizeof samples);
    samples.struct_size = sizeof samples;
    samples.type = INLAY_U8;
    samples.channels = 2;
    samples.width = 4;
    samples.height = 2;
    samples.stride = 8;
    samples.data = grey;
    CHECK(inlay_scale(&samples, 2, 1, small) == 1);
    CHECK(small[0] == 100 && small[1] == 128);
    CHECK(small[2] == 85 && small[3] == 255);
    samples.type = INLAY_F32;
    samples.channels = 4;
    samples.width = 2;
    samples.height = 1;
    samples.stride = 32;
    samples.data = colours;
    CHECK(inlay_scale(&samples, 1, 1, mean) == 1);
    CHECK(mean[0] == 0.5F && mean[1] == 0.5F && mean[2] == 3.0F && mean[3] == 1.0F);
    samples.type = INLAY_F16;
    samples.channels = 2;
    samples.stride = 8;
    samples.data = halves;
    CHECK(inlay_scale(&samples, 1, 1, half) == 1);
    CHECK(half[0] == 0x3e00 && half[1] == 0x3c00);
    CHECK(inlay_scale(&samples, 3, 1, half) == 0); /* it only gets smaller */
    CHECK(inlay_scale(&samples, 1, 1, NULL) == 0);
    samples.channels = 9;
    CHECK(inlay_scale(&samples, 1, 1, half) == 0);
    CHECK(inlay_scale(NULL, 1, 1, half) == 0);
}

static void the_frame_is_what_would_be_sent(void) {
    unsigned char selected[width * height];
    inlay_pixels selection;
    CHECK(says(inlay_frame("{}", 4096, 3072, NULL), "\"width\":4096,\"height\":3072"));
    CHECK(!says(inlay_frame("{}", 4096, 3072, NULL), "\"sent_width\":4096"));
    memset(selected, 0, sizeof selected);
    memset(&selection, 0, sizeof selection);
    selection.struct_size = sizeof selection;
    selection.format = INLAY_GREY8;
    selection.width = width;
    selection.height = height;
    selection.stride = width;
    selection.data = selected;
    CHECK(says(inlay_frame("{}", width, height, &selection), "\"code\":\"nothing_to_edit\""));
    selected[10 * width + 12] = 255;
    CHECK(says(inlay_frame("{\"context\": 0}", width, height, &selection), "\"sent_width\""));
    CHECK(says(inlay_frame("{}", width + 1, height, &selection), "\"code\":\"usage\""));
    CHECK(says(inlay_frame("{}", 0, 0, NULL), "\"code\":\"usage\""));
}

static void a_layer_that_was_scaled_down_comes_back_at_its_size_with_its_mask_where_it_is_asked_for(void) {
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

static void a_layer_with_nothing_to_see_is_refused(void) {
    static unsigned char const clear[width * height * 4];
    inlay_job_request request = edit_request("{\"prompt\": \"invert\"}");
    inlay_job* job;
    request.layer.data = clear;
    job = inlay_job_start(&request);
    CHECK(says(inlay_job_result(job), "\"code\":\"nothing_to_edit\""));
    inlay_job_free(job);
}

static inlay_job_status status_of(inlay_job* job) {
    inlay_job_status status;
    memset(&status, 0, sizeof status);
    status.struct_size = sizeof status;
    inlay_job_poll(job, &status);
    return status;
}

static void a_moment(void) {
    struct timespec const pause = {0, 5 * 1000 * 1000};
    nanosleep(&pause, NULL);
}

static void previews_and_answers_are_seen_while_the_job_runs(void) {
    inlay_job_request const request = edit_request(
        "{\"prompt\": \"invert\", \"keep\": \"off\", \"align\": \"off\", \"model\": \"gpt-image-2\", \"count\": 3}");
    inlay_job* job;
    inlay_job_status status;
    inlay_pixels pixels;
    uint32_t previews = 0;
    uint32_t ready_before_the_end = 0;
    memset(&pixels, 0, sizeof pixels);
    pixels.struct_size = sizeof pixels;
    setenv("INLAY_SANDBOX_ARGS", "--answer-size same --format png --delay 1600", 1);
    job = inlay_job_start(&request);
    CHECK(inlay_job_preview(job, 24, &pixels) == 0);
    for (status = status_of(job); !status.finished; status = status_of(job), a_moment()) {
        CHECK(status.asked == 3 && status.arrived <= 3 && status.ready <= status.arrived);
        if (status.ready > ready_before_the_end) {
            ready_before_the_end = status.ready;
            CHECK(inlay_job_thumbnail(job, status.ready - 1, 24, &pixels) == 1);
            CHECK(pixels.width == 24 && pixels.height == 16 && pixels.format == INLAY_RGBA8);
            CHECK(inlay_job_thumbnail(job, 3, 24, &pixels) == 0);
            /* With the third the job may end at any moment. */
            CHECK(status.ready == 3 || inlay_job_edit(job, 0, INLAY_RGBA8, &pixels) == 0);
        }
        if (status.preview == 0 || inlay_job_preview(job, 24, &pixels) == 0) continue;
        CHECK(pixels.width == 24 && pixels.height == 16 && pixels.data != NULL);
        CHECK(status.preview >= previews);
        previews = status.preview;
    }
    CHECK(previews >= 2);
    CHECK(ready_before_the_end >= 2); /* two at a time: the third comes a while after them */
    CHECK(status.preview == 0 && inlay_job_preview(job, 24, &pixels) == 0);
    CHECK(status.arrived == 3 && status.ready == 3);
    CHECK(inlay_job_edit(job, 2, INLAY_BGRA8, &pixels) == 1);
    CHECK(((unsigned char const*)pixels.data)[0] == 255 - layer[0]);
    inlay_job_free(job);
    inlay_sandbox_stop();
}

static void what_had_arrived_before_a_cancel_can_be_placed(void) {
    inlay_job_request const request =
        edit_request("{\"prompt\": \"invert\", \"keep\": \"off\", \"align\": \"off\", \"count\": 3}");
    inlay_job* job;
    inlay_job* again;
    inlay_pixels pixels;
    memset(&pixels, 0, sizeof pixels);
    pixels.struct_size = sizeof pixels;
    setenv("INLAY_SANDBOX_ARGS", "--answer-size same --format png --delay 1000", 1);
    job = inlay_job_start(&request);
    while (status_of(job).arrived < 2)
        a_moment();
    inlay_job_cancel(job);
    CHECK(says(inlay_job_result(job), "2 of 3 pictures had arrived"));
    again = inlay_job_place_again(job, "{}");
    wait_for(again);
    CHECK(inlay_job_edit(again, 1, INLAY_BGRA8, &pixels) == 1);
    CHECK(((unsigned char const*)pixels.data)[0] == 255 - layer[0]);
    CHECK(inlay_job_edit(again, 2, INLAY_BGRA8, &pixels) == 0);
    inlay_job_confirm(job);
    inlay_job_free(again);
    inlay_job_free(job);
    inlay_sandbox_stop();
}

static void models_and_the_connection_are_tasks(void) {
    CHECK(says(result_of_task("{\"task\":\"models\",\"provider\":\"sandbox\"}"), "\"models\":[{\"id\":\""));
    CHECK(says(result_of_task("{\"task\":\"test-connection\",\"provider\":\"google\"}"), "\"code\":\"no_key\""));
    CHECK(says(result_of_task("{\"task\":\"models\",\"provider\":\"nobody\"}"), "\"code\":\"usage\""));
    inlay_sandbox_stop();
}

int main(int argc, char** argv) {
    struct {
        char const* sentence;
        void (*check)(void);
    } const tests[] = {
        {"an_edit_comes_back_inverted", an_edit_comes_back_inverted},
        {"a_struct_of_an_older_header_is_enough", a_struct_of_an_older_header_is_enough},
        {"what_cannot_start_is_the_jobs_error", what_cannot_start_is_the_jobs_error},
        {"cancel_is_told_at_once", cancel_is_told_at_once},
        {"tables_and_settings_are_json", tables_and_settings_are_json},
        {"a_price_is_told_before_the_run", a_price_is_told_before_the_run},
        {"a_key_is_kept_and_shown_masked", a_key_is_kept_and_shown_masked},
        {"an_answer_that_changed_nothing_can_be_inserted_anyway",
         an_answer_that_changed_nothing_can_be_inserted_anyway},
        {"native_pixels_are_scaled_by_what_they_cover", native_pixels_are_scaled_by_what_they_cover},
        {"the_frame_is_what_would_be_sent", the_frame_is_what_would_be_sent},
        {"a_layer_that_was_scaled_down_comes_back_at_its_size_with_its_mask_where_it_is_asked_for",
         a_layer_that_was_scaled_down_comes_back_at_its_size_with_its_mask_where_it_is_asked_for},
        {"a_layer_with_nothing_to_see_is_refused", a_layer_with_nothing_to_see_is_refused},
        {"previews_and_answers_are_seen_while_the_job_runs", previews_and_answers_are_seen_while_the_job_runs},
        {"what_had_arrived_before_a_cancel_can_be_placed", what_had_arrived_before_a_cancel_can_be_placed},
        {"models_and_the_connection_are_tasks", models_and_the_connection_are_tasks},
    };
    size_t i;
    if (argc != 3) return 2;
    paint();
    inlay_set_program(argv[1]);
    for (i = 0; i < sizeof tests / sizeof tests[0]; ++i) {
        if (strcmp(tests[i].sentence, argv[2]) != 0) continue;
        tests[i].check();
        return 0;
    }
    fprintf(stderr, "there is no sentence %s\n", argv[2]);
    return 2;
}
