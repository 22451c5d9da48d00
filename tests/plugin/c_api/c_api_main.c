/* The C ABI used from its header alone, in C99: c_api_tests INLAY SENTENCE. Exit status 0 when the sentence is true. */
#define _POSIX_C_SOURCE 200809L
#include "c_api_test.h"

#include <time.h>

unsigned char layer[width * height * 4];

static void paint(void) {
    int i;
    for (i = 0; i < width * height; ++i) {
        layer[4 * i] = (unsigned char)(i % 251);           /* blue */
        layer[4 * i + 1] = (unsigned char)(i * 7 % 251);   /* green */
        layer[4 * i + 2] = (unsigned char)(255 - i % 251); /* red */
        layer[4 * i + 3] = 255;
    }
}

inlay_job_request edit_request(char const* options) {
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

inlay_job_request request_at(char const* url, char const* more) {
    static char options[1024];
    snprintf(options, sizeof options,
             "{\"prompt\": \"a hat\", \"base-url\": \"%s\", \"stream\": true, \"keep\": \"off\", \"align\": \"off\"%s}",
             url, more);
    return edit_request(options);
}

inlay_pixels no_pixels(void) {
    inlay_pixels pixels;
    memset(&pixels, 0, sizeof pixels);
    pixels.struct_size = sizeof pixels;
    return pixels;
}

inlay_job_status status_of(inlay_job* job) {
    inlay_job_status status;
    memset(&status, 0, sizeof status);
    status.struct_size = sizeof status;
    inlay_job_poll(job, &status);
    return status;
}

void a_moment(void) {
    struct timespec const pause = {0, 5 * 1000 * 1000};
    nanosleep(&pause, NULL);
}

void wait_for(inlay_job* job) {
    inlay_job_status status;
    WAIT_UNTIL(job, status, status.finished);
}

int says(char* json, char const* words) {
    int const found = json != NULL && strstr(json, words) != NULL;
    if (!found) fprintf(stderr, "it says: %s\n", json == NULL ? "(nothing)" : json);
    inlay_string_free(json);
    return found;
}

char* result_of_task(char const* request) {
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
int main(int argc, char** argv) {
    struct {
        char const* sentence;
        void (*check)(void);
    } const tests[] = {
        {"an_edit_comes_back_inverted", an_edit_comes_back_inverted},
        {"a_struct_of_an_older_header_is_enough", a_struct_of_an_older_header_is_enough},
        {"what_cannot_start_is_the_jobs_error", what_cannot_start_is_the_jobs_error},
        {"a_typed_key_is_stored_when_the_run_starts", a_typed_key_is_stored_when_the_run_starts},
        {"cancel_is_told_at_once_and_hangs_up", cancel_is_told_at_once_and_hangs_up},
        {"tables_and_settings_are_json", tables_and_settings_are_json},
        {"a_setting_that_is_emptied_is_the_tables_again", a_setting_that_is_emptied_is_the_tables_again},
        {"a_price_is_told_before_the_run", a_price_is_told_before_the_run},
        {"a_key_is_kept_and_shown_masked", a_key_is_kept_and_shown_masked},
        {"an_answer_that_changed_nothing_can_be_inserted_anyway",
         an_answer_that_changed_nothing_can_be_inserted_anyway},
        {"native_pixels_are_scaled_by_what_they_cover", native_pixels_are_scaled_by_what_they_cover},
        {"the_frame_is_what_would_be_sent", the_frame_is_what_would_be_sent},
        {"the_frame_reaches_as_far_as_the_feathered_selection", the_frame_reaches_as_far_as_the_feathered_selection},
        {"a_half_transparent_edit_under_half_a_mask_has_both", a_half_transparent_edit_under_half_a_mask_has_both},
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
