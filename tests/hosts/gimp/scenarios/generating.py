"""Do pictures made from a sentence arrive: as an image of their own, or as a layer that covers what was asked for?"""

import pictures
from shared import image, place_of, refused


def a_new_image_opens(g):
    before = g.images()
    made = g.generate_image("a red boat on a lake")
    assert made not in before and made in g.images()
    facts = g.describe_image(made)
    assert facts["base"] == "rgb" and facts["width"] >= 256 and facts["height"] >= 256, facts
    assert len(facts["layers"]) == 1
    only = g.describe(facts["layers"][0])
    assert place_of(only) == (0, 0, facts["width"], facts["height"]), only
    assert len(set(g.pixels(only["id"]).data)) > 10, "there is something to see"
    g.delete_image(made)


def the_same_sentence_gives_the_same_picture_and_another_gives_another(g):
    found = []
    for prompt in ("a red boat", "a red boat", "a green hill"):
        made = g.generate_image(prompt)
        found.append(g.pixels(g.layers(made)[0]).data)
        g.delete_image(made)
    assert found[0] == found[1] and found[0] != found[2]


def a_layer_covers_the_canvas_when_nothing_is_selected(g):
    with image(g, 300, 200) as number:
        low = g.layer(number, pictures.plain(300, 200, (9, 9, 9)), "low")
        high = g.layer(number, pictures.plain(30, 20, (90, 9, 9)), "high")
        g.select_layers(number, [low])
        made = g.generate_layer(number, "a lake")
        assert len(made) == 1 and place_of(g.describe(made[0])) == (0, 0, 300, 200), g.describe(made[0])
        assert g.layers(number) == [high, made[0], low], "it lies above the active layer"
        assert g.describe(made[0])["mask"] == 0


def a_layer_covers_the_selection_and_has_it_as_mask(g):
    with image(g, 300, 200) as number:
        g.layer(number, pictures.plain(300, 200, (9, 9, 9)), "low")
        g.select(number, "ellipse", 60, 40, 120, 90, 10)
        selection = g.selection_pixels(number)
        made = g.generate_layer(number, "a lake")
        new = g.describe(made[0])
        left, top, width, height = place_of(new)
        assert left <= 60 and top <= 40 and left + width >= 180 and top + height >= 130, new
        assert width < 200 and height < 160, "it covers the selection, not the canvas"
        pictures.expect_close(g.mask_pixels(new["mask"]), selection.crop(left, top, width, height), 1, "the mask")


def no_layer_need_be_there(g):
    with image(g, 200, 150) as number:
        made = g.generate_layer(number, "a lake")
        assert g.layers(number) == made and place_of(g.describe(made[0])) == (0, 0, 200, 150)


def within_a_group_it_stays_in_the_group(g):
    with image(g, 120, 100) as number:
        group = g.new_group(number, "group")
        inside = g.layer(number, pictures.plain(50, 40, (90, 9, 9)), "inside", 5, 5, group)
        g.select_layers(number, [inside])
        made = g.generate_layer(number, "a lake")
        assert g.describe(group)["children"] == [made[0], inside], g.describe(group)


def grey_and_deep_images_get_a_layer_of_their_kind(g):
    for base, depth in (("gray", "u8-gamma"), ("rgb", "u16-linear"), ("gray", "float-linear")):
        with image(g, 120, 100, base, depth) as number:
            made = g.generate_layer(number, "a lake")
            assert g.describe(made[0])["gray"] == (base == "gray")
            assert len(set(g.pixels(made[0]).data)) > 10


def without_a_prompt_there_is_a_sentence(g):
    with image(g, 60, 40) as number:
        refused(lambda: g.generate_layer(number, ""), "prompt")
        refused(lambda: g.generate_image(""), "prompt")
        assert g.layers(number) == []
