/* What does a host ask besides jobs: tables, settings, prices, keys, models? */
#include "c_api_test.h"

void tables_and_settings_are_json(void) {
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

void a_price_is_told_before_the_run(void) {
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

void a_key_is_kept_and_shown_masked(void) {
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

void models_and_the_connection_are_tasks(void) {
    CHECK(says(result_of_task("{\"task\":\"models\",\"provider\":\"sandbox\"}"), "\"models\":[{\"id\":\""));
    CHECK(says(result_of_task("{\"task\":\"test-connection\",\"provider\":\"google\"}"), "\"code\":\"no_key\""));
    CHECK(says(result_of_task("{\"task\":\"models\",\"provider\":\"nobody\"}"), "\"code\":\"usage\""));
    inlay_sandbox_stop();
}

void a_setting_that_is_emptied_is_the_tables_again(void) {
    CHECK(inlay_settings_change("{\"model_of\": {\"google\": \"gemini-3-pro-image\", \"openai\": \"gpt-image-2\"}}") ==
          NULL);
    CHECK(says(inlay_state(), "\"model_of\":{\"google\":\"gemini-3-pro-image\",\"openai\":\"gpt-image-2\"}"));
    CHECK(inlay_settings_change("{\"model_of\": {\"google\": \"\"}}") == NULL);
    CHECK(says(inlay_state(), "\"model_of\":{\"openai\":\"gpt-image-2\"}"));
    CHECK(inlay_settings_change("{\"retries\": 0, \"timeout_seconds\": 40}") == NULL);
    CHECK(says(inlay_state(), "\"timeout_seconds\":40,\"retries\":0"));
}
