/* The C ABI of Inlay: what Krita's Python (ctypes) and any other host that is not C++ loads. C99.
 *
 * Rules for the whole file
 *   - Threads: every function may be called from any thread; one handle from one thread at a time. The library makes
 *     threads of its own for jobs and tasks, and never calls back.
 *   - Blocking: nothing blocks but inlay_job_free, inlay_task_free (each joins its thread: at most 500 ms after a
 *     cancel) and inlay_sandbox_stop.
 *   - Errors: no exception and no exit ever leaves; SIGPIPE is never raised. An error is a JSON object {"error":
 *     {"code", "message", "advice", "detail"}}, the same as the command line prints.
 *   - Text is UTF-8, ends with NUL. A `char*` result belongs to the caller and goes back with inlay_string_free; a
 *     `char const*` result is static.
 *   - Structs begin with `uint32_t struct_size`, which the caller sets to sizeof; they only grow at the end, and fields
 *     that the caller's struct_size does not reach count as 0. A struct within a struct has a struct_size of its own.
 *   - Parameters travel as JSON in the names of the parameter table (inlay_parameters), so that a new option never
 *     changes this ABI.
 *   - The library is never unloaded: a stuck name resolution may outlive a job.
 */
#ifndef INLAY_PLUGIN_INLAY_H
#define INLAY_PLUGIN_INLAY_H

#include <stdint.h>

/* C99 with names as C libraries have them. NOLINTBEGIN(readability-identifier-naming,modernize-use-using) */
#ifdef __cplusplus
extern "C" {
#endif

#define INLAY_API __attribute__((visibility("default")))

#define INLAY_ABI_VERSION 1u

/* Equal to INLAY_ABI_VERSION of the header that the library was built with: check it before anything else. */
INLAY_API uint32_t inlay_abi_version(void);
/* "0.1.0" */
INLAY_API char const* inlay_version(void);
/* NULL is allowed. */
INLAY_API void inlay_string_free(char* text);

/* ---- what can be chosen ------------------------------------------------------------------------------------------ */

/* JSON array of the parameter table for "edit-layer", "generate-layer" or "generate-image": name, label (mnemonic with
 * _), help, unit, type, default, minimum, maximum, choices [{value, label}]. */
INLAY_API char* inlay_parameters(char const* action);

/* JSON: {"providers": [{id, name, needs_key, key_help_url, key_environment, base_url, models: [{id, name, sizes,
 * aspects, max_references, price_usd}]}], "settings": {"provider", "model_of", "last_values", ...}}, or an error
 * object. Reads small files; no network. */
INLAY_API char* inlay_state(void);

/* What would a run cost? JSON: {"sentence": "About $0.12 for 3 pictures. Spent today: $1.30.", "low_usd", "high_usd"}
 * (null: not known), or an error object. `action` and `options_json` as in inlay_job_request, without "prompt". Reads
 * small files; no network. */
INLAY_API char* inlay_price(char const* action, char const* options_json);

/* Changes the settings that the JSON object names ("provider", "model_of", "base_url_of", "auth_of", "wire_of",
 * "proxy", "ca_bundle", "timeout_seconds", "retries", "last_values"; objects are merged, an empty text takes its entry
 * away). NULL when done, an error object otherwise. Never takes a key. */
INLAY_API char* inlay_settings_change(char const* json);

/* ---- the window of an action ------------------------------------------------------------------------------------- */

/* Everything that a window shows, as one JSON object (the fields of form.h): its words, and sections with fields in
 * their order, each with name, label, help, unit, placeholder, at_minimum, type, minimum, maximum, choices [{value,
 * label}], other_text, value, default, proposed, enabled, why_not, note, warning; or an error object.
 *   `options_json`  what the fields say, in the parameter table's names; NULL: nothing yet. What it does not name of
 * the service and its connection is as it was when that provider was used last: leave these out when another "provider"
 * was chosen. A field that is `proposed` stands for "" until a person changes it. `context_json`  what only the host
 * knows, NULL or: {"image_is_open", "layer_name" (null: no layer is meant), "has_selection", "has_palette", "is_grey",
 * "look_differs", "reference_layers", "key_from" ("" | "asking" | "none" | "environment" | "keyring" | "file"),
 * "masked_key", "key_problem", "models": [id ...], "live"}; the last two as the task "models" gave them. Reads small
 * files; no network. */
INLAY_API char* inlay_form(char const* action, char const* options_json, char const* context_json);

/* The options of the last run of this action with a window, the chosen service's included, as one JSON object for
 * inlay_form; or an error object. */
INLAY_API char* inlay_recall(char const* action);
/* Keeps what the fields of a window say, for inlay_recall and for the next run: call it when a run starts. There an
 * empty text means what the table says. Gives the options to run with, as one JSON object for inlay_job_request, or an
 * error object: usage when there is no prompt. */
INLAY_API char* inlay_remember(char const* action, char const* options_json);

/* What is a person told when a run has ended? `outcome_json`: {"action", "error": {code, message, advice} as
 * inlay_job_result gave it, or null; "asked", "arrived", "ready" (edits), "inserted" (of these, now), "notes",
 * "answers_are_listed" (the host shows what waits as pictures, and inserts one), "may_insert_anyway"}. In place of
 * "error": "target_change": "image-closed" | "mode-changed" | "colours-changed" | "canvas-resized" | "layer-deleted" |
 * "layer-resized" | "layer-turned" | "layer-unlike"; or "capture_problem": "no-image" | "no-layer" | "layer-empty" |
 * "nothing-visible" | "selection-misses" | "selection-outside" with "layer_name". JSON: {"severity": "information" |
 * "error", "code", "sentence", "advice", "notes", "buttons": [{"offer": "insert-anyway" | "insert-arrived" |
 * "open-as-new-image", "label"}], "run_label", "close_label", "field" (that mends the error: a parameter's name or
 * "api-key"), "can_be_passed_over"}, or an error object. */
INLAY_API char* inlay_message(char const* outcome_json);

/* ---- pixels ------------------------------------------------------------------------------------------------------ */

enum {
    INLAY_RGBA8 = 1, /* straight alpha, sRGB */
    INLAY_BGRA8 = 2, /* the same, as Krita keeps its RGBA / U8 */
    INLAY_GREY8 = 3  /* masks: 0 nothing, 255 everything */
};

typedef struct inlay_pixels {
    uint32_t struct_size;
    uint32_t format;  /* INLAY_RGBA8 ... */
    int32_t width;    /* pixels */
    int32_t height;   /* pixels */
    uint64_t stride;  /* bytes from one row to the next */
    void const* data; /* the top row; NULL: there are no pixels */
} inlay_pixels;

/* A picture as the host keeps it, in any colour model: what is scaled before the host converts it, so that only what is
 * sent is converted. */
enum { INLAY_U8 = 1, INLAY_U16 = 2, INLAY_F16 = 3, INLAY_F32 = 4 };

typedef struct inlay_samples {
    uint32_t struct_size;
    uint32_t type;     /* of one sample: INLAY_U8 ..., in this machine's order of bytes */
    uint32_t channels; /* 1 to 8; the last one is straight alpha */
    int32_t width;     /* pixels */
    int32_t height;    /* pixels */
    uint32_t reserved; /* 0 */
    uint64_t stride;   /* bytes from one row to the next */
    void const* data;  /* the top row */
} inlay_samples;

/* Scales down by the mean of the pixels that each new one covers, weighted with alpha. `to` has room for width * height
 * pixels without gaps; neither side may be larger than `from`'s. 1 when done, 0 when an argument is out of range. Works
 * on the caller's thread with the help of others that end before it returns: about 0.2 s for 4096 x 4096 pixels of four
 * floats. */
INLAY_API int32_t inlay_scale(inlay_samples const* from, int32_t width, int32_t height, void* to);

/* Which part of a layer would be sent, and at what size? JSON: {"x", "y", "width", "height", "sent_width",
 * "sent_height"}: a rectangle in layer pixels and the size in pixels, never larger; or an error object (usage;
 * nothing_to_edit when the selection is empty). `options_json` as in inlay_job_request; `selection` NULL or without
 * data: nothing is selected. Reads settings; no network. */
INLAY_API char* inlay_frame(char const* options_json, int32_t layer_width, int32_t layer_height,
                            inlay_pixels const* selection);

/* ---- jobs -------------------------------------------------------------------------------------------------------- */

typedef struct inlay_job inlay_job;

typedef struct inlay_job_request {
    uint32_t struct_size;
    int32_t layer_x; /* where the layer lies on the canvas, pixels; generate-layer: where the rectangle to fill lies */
    int32_t layer_y;
    int32_t layer_width;  /* generate-layer: the rectangle's size. edit-layer: 0, or the size on the canvas of a layer
                             whose pixels were */
    int32_t layer_height; /* scaled down with inlay_scale; the edits have this size */
    int32_t canvas_width;
    int32_t canvas_height;
    char const* action;       /* "edit-layer", "generate-layer", "generate-image" */
    char const* options_json; /* an object in the parameter table's names; must hold "prompt"; and may hold "typed_key",
                                 one that is not stored yet: it is stored when the run starts */
    char const* layer_name;   /* may be NULL */
    inlay_pixels layer;       /* edit-layer only: RGBA8 or BGRA8 */
    inlay_pixels selection;   /* GREY8 of the layer's (or rectangle's) size; data NULL: nothing is selected */
} inlay_job_request;

/* Copies everything and starts. Never NULL unless there is no memory; what cannot start is the job's error. */
INLAY_API inlay_job* inlay_job_start(inlay_job_request const* request);

enum {
    INLAY_PREPARING = 0,
    INLAY_SENDING = 1,
    INLAY_WAITING = 2,
    INLAY_RECEIVING = 3,
    INLAY_RETRYING = 4,
    INLAY_PLACING = 5,
    INLAY_QUEUED = 6 /* a service that works by task has the order and has not begun */
};

typedef struct inlay_job_status {
    uint32_t struct_size;
    int32_t finished; /* 1: inlay_job_result tells how it ended */
    int32_t stage;    /* INLAY_PREPARING ... */
    double fraction;  /* 0 to 1 of this stage; negative: not known */
    double seconds;   /* since the start */
    char text[256];   /* for the person: "Sending 40 %" */
    uint32_t asked;   /* pictures that the model is asked for */
    uint32_t arrived; /* of these: kept on disk, so that neither a failure nor a cancel loses them */
    uint32_t ready;   /* edits that are made: inlay_job_thumbnail has a picture of each, while the job runs as well */
    uint32_t preview; /* another number with each new preview (inlay_job_preview); 0: there is none */
    uint32_t key_stored; /* 1: the "typed_key" of the options is in the key store now */
} inlay_job_status;

INLAY_API void inlay_job_poll(inlay_job* job, inlay_job_status* status);
/* The next poll says finished, with the error "cancelled". */
INLAY_API void inlay_job_cancel(inlay_job* job);

/* After finished; before that, an error object. JSON: {"name" (of the group that several edits go into), "edits":
 * [{name, x, y, width, height, has_mask, shown: {x, y, width, height}, facts}], "answers": [{width, height, mime,
 * changed_fraction, almost_nothing, note}], "notes": [...], "text", "usage", "request_id", "attempts"}, or an error
 * object. x and y are canvas pixels; "shown" is the part of the edit, in its own pixels, outside of which its mask
 * hides everything. "edits" is empty when the model changed almost nothing. */
INLAY_API char* inlay_job_result(inlay_job* job);

/* Added to a format: the edit's mask is multiplied into the alpha, for hosts that have no layer mask to give it to. */
enum { INLAY_MASK_IN_ALPHA = 0x100 };

/* Pixels of edit `index` in `format` (INLAY_RGBA8 or INLAY_BGRA8, with INLAY_MASK_IN_ALPHA or without), or its mask
 * (INLAY_GREY8). They stay valid until inlay_job_free or the next call with the same job and index and another format.
 * 1 when there is something, 0 otherwise. `out->struct_size` must be set. */
INLAY_API int32_t inlay_job_edit(inlay_job* job, uint32_t index, uint32_t format, inlay_pixels* out);
INLAY_API int32_t inlay_job_edit_mask(inlay_job* job, uint32_t index, inlay_pixels* out);

/* A small picture of edit `index` for a list of answers, RGBA8, at most `side` pixels (1 to 512) in either direction;
 * the mask is not in it. While the job runs there is one for each edit that is ready; an index means the same edit then
 * and after. Valid until inlay_job_free or the next call for the same job and index. 1 when there is one, 0 otherwise.
 * Takes a few milliseconds. */
INLAY_API int32_t inlay_job_thumbnail(inlay_job* job, uint32_t index, int32_t side, inlay_pixels* out);

/* While the job runs: the newest picture that the model showed on its way to an answer that has not come yet, in the
 * same form. It is never an answer. Ask when the status says another number. Valid until inlay_job_free or the next
 * call for the same job. 1 when there is one, 0 otherwise. */
INLAY_API int32_t inlay_job_preview(inlay_job* job, int32_t side, inlay_pixels* out);

/* The host has inserted the edits: the journal may forget the answers. What could not be read stays. */
INLAY_API void inlay_job_confirm(inlay_job* job);

/* Places the answers of a finished job again with other placement options, without any network (*Insert anyway*); of a
 * job that was cancelled or failed, those that had arrived. The old job stays as it is; confirm the old one when the
 * new one's edits were inserted. */
INLAY_API inlay_job* inlay_job_place_again(inlay_job* job, char const* options_json);

/* Cancels, joins, frees. NULL is allowed. */
INLAY_API void inlay_job_free(inlay_job* job);

/* ---- tasks: what is not a job and still takes time --------------------------------------------------------------- */

typedef struct inlay_task inlay_task;

/* {"task": "key-status", "provider": ID}              -> {"key": masked or "", "from": "environment" | "keyring" |
 * "file" | ""}
 * {"task": "key-store", "provider": ID, "key": KEY}   -> {"from": ...}
 * {"task": "key-delete", "provider": ID}              -> {}
 * {"task": "models", "provider": ID, "refresh": BOOL} -> {"models": [{id, name, sizes, aspects, max_references,
 * price_usd}], "live": BOOL}: those that the service serves, asked for when it did not say so within a day, or when
 * "refresh" is true; up to 20 s
 * {"task": "test-connection", "provider": ID, "key": KEY} -> {"message": one sentence, "models", "live" as above,
 * "key_stored": BOOL}; costs nothing; up to 20 s. "key" may be missing: one that was typed and is not stored yet. It is
 * stored when the service accepted it
 * The last two take "base_url", "auth", "wire", "proxy", "ca_bundle" as in the parameter table, in place of what the
 * settings say, and "key"; a "base_url" is asked by the test alone. Never NULL unless there is no memory. */
INLAY_API inlay_task* inlay_task_start(char const* request_json);
/* NULL while it runs, then its JSON (also on failure) again and again. */
INLAY_API char* inlay_task_result(inlay_task* task);
INLAY_API void inlay_task_free(inlay_task* task);

/* ---- the sandbox ------------------------------------------------------------------------------------------------- */

/* Where the `inlay` program lies, when it is not beside the library. Jobs start the sandbox by themselves when it is
 * the chosen provider. */
INLAY_API void inlay_set_program(char const* path);
/* Ends the sandbox's process when one was started. Call it when the host quits, after its jobs were freed. */
INLAY_API void inlay_sandbox_stop(void);

#ifdef __cplusplus
}
#endif
/* NOLINTEND(readability-identifier-naming,modernize-use-using) */

#endif
