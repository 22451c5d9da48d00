"""Does the new layer lie where the old one lies, and was nothing sent but that layer?"""

import pictures
from shared import POINTWISE, answer_to_last, facts_of, image, place_of, sent_pictures

GREEN = pictures.plain(1600, 900, (20, 230, 40))


def a_layer_of_500x400_at_300_200_comes_back_there_and_nothing_else_was_sent(g):
    picture = pictures.gradient(500, 400)
    with image(g, 1600, 900) as number:
        below = g.layer(number, GREEN, "below")
        layer = g.layer(number, picture, "subject", 300, 200)
        above = g.layer(number, pictures.plain(1600, 60, (250, 0, 250)), "above", 0, 400)
        marks = {one: g.fingerprint(one) for one in (below, layer, above)}
        made = g.edit(number, layer, "invert the colours of this picture please", **POINTWISE)
        assert len(made) == 1 and place_of(g.describe(made[0])) == (300, 200, 500, 400), g.describe(made[0])
        assert g.layers(number) == [above, made[0], layer, below], "it lies directly above its source"
        sent = sent_pictures(g)[0]
        # Everything that was sent is the layer itself, wherever the frame was put.
        pictures.expect_close(sent, picture, 0, "what was sent")
        pictures.expect_close(g.pixels(made[0]), pictures.inverted(picture), 1, "the new layer")
        assert {one: g.fingerprint(one) for one in marks} == marks, "a layer that was there was changed"
        new = g.describe(made[0])
        assert new["visible"] and new["normal"] and round(new["opacity"]) == 100, new
        assert new["name"].startswith("invert") and len(new["name"]) < len("invert the colours of this picture please") + 1, new["name"]


def it_is_the_layer_selected_afterwards(g):
    with image(g, 100, 80) as number:
        layer = g.layer(number, pictures.gradient(100, 80))
        made = g.edit(number, layer, "invert", **POINTWISE)
        assert g.selected_layers(number) == made, (g.selected_layers(number), made)


def prompt_and_service_are_kept_with_the_layer_and_no_key_is(g):
    with image(g, 60, 40) as number:
        layer = g.layer(number, pictures.gradient(60, 40))
        made = g.edit(number, layer, "invert", **POINTWISE)
        facts = facts_of(g, made[0])
        assert facts["prompt"] == "invert" and facts["provider"] == "sandbox" and facts["model"], facts
        assert not [name for name in facts if "key" in name.lower()], facts


def offsets_may_be_negative_and_a_layer_may_hang_over_every_edge(g):
    for x, y, width, height in ((-40, -30, 120, 90), (60, 50, 120, 90), (-20, -20, 200, 160), (-300, 10, 120, 90)):
        picture = pictures.gradient(width, height)
        with image(g, 100, 80) as number:
            g.layer(number, pictures.plain(100, 80, (200, 10, 10)), "below")
            layer = g.layer(number, picture, "hanging", x, y)
            made = g.edit(number, layer, "invert", **POINTWISE)
            assert place_of(g.describe(made[0])) == (x, y, width, height), g.describe(made[0])
            pictures.expect_close(sent_pictures(g)[0], picture, 0, f"what was sent for a layer at {x}, {y}")
            pictures.expect_close(g.pixels(made[0]), pictures.inverted(picture), 1, f"the layer at {x}, {y}")


def within_groups_the_new_layer_stays_in_the_group(g):
    with image(g, 120, 100) as number:
        outer = g.new_group(number, "outer")
        inner = g.new_group(number, "inner", outer)
        low = g.layer(number, pictures.plain(30, 30, (9, 9, 200)), "low", 0, 0, inner)
        layer = g.layer(number, pictures.gradient(50, 40), "subject", 20, 15, inner)
        high = g.layer(number, pictures.plain(30, 30, (200, 9, 9)), "high", 0, 0, inner)
        made = g.edit(number, layer, "invert", **POINTWISE)
        assert g.describe(made[0])["parent"] == inner, g.describe(made[0])
        assert g.describe(inner)["children"] == [high, made[0], layer, low], g.describe(inner)
        assert place_of(g.describe(made[0])) == (20, 15, 50, 40)


def a_group_itself_is_edited_as_it_looks_and_the_answer_lies_above_it(g):
    with image(g, 120, 100) as number:
        g.layer(number, pictures.plain(120, 100, (1, 2, 3)), "below")
        group = g.new_group(number, "group")
        g.layer(number, pictures.plain(40, 30, (200, 20, 20)), "red", 10, 10, group)
        g.layer(number, pictures.plain(20, 30, (20, 200, 20)), "green", 10, 10, group)
        looks = g.pixels(group)
        made = g.edit(number, group, "invert", **POINTWISE)
        new = g.describe(made[0])
        assert new["parent"] == 0 and place_of(new) == (10, 10, 40, 30), new
        assert g.layers(number)[:2] == [made[0], group]
        pictures.expect_close(g.pixels(made[0]), pictures.inverted(looks), 1, "the group's answer")


def a_text_layer_stays_text(g):
    with image(g, 200, 100) as number:
        g.layer(number, pictures.plain(200, 100, (255, 255, 255)), "paper")
        text = g.new_text_layer(number, "Inlay", 40, 20, 30)
        before = g.describe(text)
        made = g.edit(number, text, "invert", alpha="on", **POINTWISE)
        assert place_of(g.describe(made[0])) == place_of(before)
        assert g.describe(text)["name"] == before["name"]
        pictures.expect_close(g.pixels(made[0]).plane(3), g.pixels(text).plane(3), 1, "the letters' edge")


def transparency_is_kept(g):
    def alpha(x, y):
        return 0 if x < 20 else min(255, (x - 20) * 8)
    picture = pictures.gradient(80, 60, alpha)
    with image(g, 100, 80) as number:
        g.layer(number, pictures.plain(100, 80, (250, 0, 0)), "below")
        layer = g.layer(number, picture, "cut out", 10, 10)
        made = g.edit(number, layer, "invert", alpha="on", **POINTWISE)
        pictures.expect_close(g.pixels(made[0]).plane(3), picture.plane(3), 1, "transparency")
        opaque = g.edit(number, layer, "invert", alpha="off", **POINTWISE)
        assert min(g.pixels(opaque[0]).plane(3).data) == 255, "alpha off gives an opaque layer"


def a_large_layer_is_sent_small_and_comes_back_large(g):
    picture = pictures.wide_slope(2400, 1500)
    with image(g, 2400, 1500) as number:
        layer = g.layer(number, picture)
        made = g.edit(number, layer, "invert", **POINTWISE)
        assert place_of(g.describe(made[0])) == (0, 0, 2400, 1500)
        sent = sent_pictures(g)[0]
        assert max(sent.size) < 2400, f"{sent.size} was sent"
        assert answer_to_last(g).size == sent.size
        got, wanted = g.pixels(made[0]), pictures.inverted(picture)
        for x, y in ((20, 20), (1000, 700), (2100, 20), (20, 1200), (2100, 1200)):
            pictures.expect_close(got.crop(x, y, 250, 250), wanted.crop(x, y, 250, 250), 4, f"the enlarged answer around {x}, {y}")
