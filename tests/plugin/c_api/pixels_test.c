/* How does a host prepare what it gives: scaled samples, and the part that would be sent? */
#include "c_api_test.h"

void native_pixels_are_scaled_by_what_they_cover(void) {
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

void the_frame_is_what_would_be_sent(void) {
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

/* A host converts only what is sent, so the part that it is told must hold the soft edge as well. */
void the_frame_reaches_as_far_as_the_feathered_selection(void) {
    enum { wide = 200, high = 150 };
    static unsigned char selected[wide * high];
    inlay_pixels selection;
    int y;
    memset(&selection, 0, sizeof selection);
    selection.struct_size = sizeof selection;
    selection.format = INLAY_GREY8;
    selection.width = wide;
    selection.height = high;
    selection.stride = wide;
    selection.data = selected;
    for (y = 60; y < 80; ++y)
        memset(selected + y * wide + 90, 255, 20);
    CHECK(says(inlay_frame("{\"context\": 0}", wide, high, &selection),
               "\"x\":90,\"y\":60,\"width\":20,\"height\":20,\"sent_width\":20,\"sent_height\":20"));
    CHECK(
        says(inlay_frame("{\"context\": 50}", wide, high, &selection), "\"x\":80,\"y\":50,\"width\":40,\"height\":40"));
    /* Sigma 4: at eleven pixels from the edge there is still 1 of 255. */
    CHECK(says(inlay_frame("{\"context\": 0, \"feather\": 14}", wide, high, &selection),
               "\"x\":79,\"y\":49,\"width\":42,\"height\":42"));
}
