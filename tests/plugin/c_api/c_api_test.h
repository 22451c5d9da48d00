/* What do the sentences about the C ABI share? Each is a function that ends the program when it is not true. */
#ifndef INLAY_C_API_TEST_H
#define INLAY_C_API_TEST_H

#include "inlay/plugin/inlay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition);                                  \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

enum { width = 48, height = 32 };

extern unsigned char layer[width * height * 4]; /* BGRA, every pixel another colour */

/* The layer at -5, 7. `options` must live as long as the request. */
inlay_job_request edit_request(char const* options);
/* The same at a server of the test's own (held_server.h); `more`: further options, each with a comma in front. */
inlay_job_request request_at(char const* url, char const* more);
inlay_pixels no_pixels(void);
inlay_job_status status_of(inlay_job* job);
/* The ABI has no call that waits: hosts poll from their own loop. */
void a_moment(void);
void wait_for(inlay_job* job);
/* Ends when `condition` is true of `status`, which it looks at again and again; not true after a minute: an error. */
#define WAIT_UNTIL(job, status, condition)                                                                             \
    do {                                                                                                               \
        int turns_;                                                                                                    \
        for (turns_ = 0; turns_ < 12000; ++turns_) {                                                                   \
            (status) = status_of(job);                                                                                 \
            if (condition) break;                                                                                      \
            a_moment();                                                                                                \
        }                                                                                                              \
        CHECK(condition);                                                                                              \
    } while (0)

/* Whether it holds the words; frees it. */
int says(char* json, char const* words);
char* result_of_task(char const* request);

/* jobs_test.c */
void an_edit_comes_back_inverted(void);
void a_struct_of_an_older_header_is_enough(void);
void what_cannot_start_is_the_jobs_error(void);
void a_typed_key_is_stored_when_the_run_starts(void);
void an_answer_that_changed_nothing_can_be_inserted_anyway(void);
void a_layer_that_was_scaled_down_comes_back_at_its_size_with_its_mask_where_it_is_asked_for(void);
void a_layer_with_nothing_to_see_is_refused(void);
void a_half_transparent_edit_under_half_a_mask_has_both(void);
/* running_test.c */
void cancel_is_told_at_once_and_hangs_up(void);
void previews_and_answers_are_seen_while_the_job_runs(void);
void what_had_arrived_before_a_cancel_can_be_placed(void);
/* tables_test.c */
void tables_and_settings_are_json(void);
void a_setting_that_is_emptied_is_the_tables_again(void);
void a_price_is_told_before_the_run(void);
void a_key_is_kept_and_shown_masked(void);
void models_and_the_connection_are_tasks(void);
/* pixels_test.c */
void native_pixels_are_scaled_by_what_they_cover(void);
void the_frame_is_what_would_be_sent(void);
void the_frame_reaches_as_far_as_the_feathered_selection(void);

#endif
