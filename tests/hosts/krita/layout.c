/* How does a C compiler lay out what inlay.h declares? Prints one JSON object that layout.py compares with core.py. */
#include "inlay/plugin/inlay.h"

#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf("\"%s\": {\"\": %u", #type, (unsigned)sizeof(type))
#define FIELD(type, name) printf(", \"%s\": %u", #name, (unsigned)offsetof(type, name))
#define END printf("},\n")
#define CONSTANT(name) printf(", \"%s\": %u", #name, (unsigned)INLAY_##name)

int main(void) {
    printf("{");
    SIZE(inlay_pixels);
    FIELD(inlay_pixels, struct_size);
    FIELD(inlay_pixels, format);
    FIELD(inlay_pixels, width);
    FIELD(inlay_pixels, height);
    FIELD(inlay_pixels, stride);
    FIELD(inlay_pixels, data);
    END;
    SIZE(inlay_samples);
    FIELD(inlay_samples, struct_size);
    FIELD(inlay_samples, type);
    FIELD(inlay_samples, channels);
    FIELD(inlay_samples, width);
    FIELD(inlay_samples, height);
    FIELD(inlay_samples, reserved);
    FIELD(inlay_samples, stride);
    FIELD(inlay_samples, data);
    END;
    SIZE(inlay_job_request);
    FIELD(inlay_job_request, struct_size);
    FIELD(inlay_job_request, layer_x);
    FIELD(inlay_job_request, layer_y);
    FIELD(inlay_job_request, layer_width);
    FIELD(inlay_job_request, layer_height);
    FIELD(inlay_job_request, canvas_width);
    FIELD(inlay_job_request, canvas_height);
    FIELD(inlay_job_request, action);
    FIELD(inlay_job_request, options_json);
    FIELD(inlay_job_request, layer_name);
    FIELD(inlay_job_request, layer);
    FIELD(inlay_job_request, selection);
    END;
    SIZE(inlay_job_status);
    FIELD(inlay_job_status, struct_size);
    FIELD(inlay_job_status, finished);
    FIELD(inlay_job_status, stage);
    FIELD(inlay_job_status, fraction);
    FIELD(inlay_job_status, seconds);
    FIELD(inlay_job_status, text);
    FIELD(inlay_job_status, asked);
    FIELD(inlay_job_status, arrived);
    FIELD(inlay_job_status, ready);
    FIELD(inlay_job_status, preview);
    FIELD(inlay_job_status, key_stored);
    END;
    printf("\"constants\": {\"ABI_VERSION\": %u", INLAY_ABI_VERSION);
    CONSTANT(RGBA8);
    CONSTANT(BGRA8);
    CONSTANT(GREY8);
    CONSTANT(U8);
    CONSTANT(U16);
    CONSTANT(F16);
    CONSTANT(F32);
    CONSTANT(MASK_IN_ALPHA);
    CONSTANT(PREPARING);
    CONSTANT(SENDING);
    CONSTANT(WAITING);
    CONSTANT(RECEIVING);
    CONSTANT(RETRYING);
    CONSTANT(PLACING);
    printf("}}\n");
    return 0;
}
