"""The pictures of the cases: those of ../pictures, and larger ones made from them."""
import os
import shutil

from PIL import Image

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "pictures")


def make(folder):
    for name in os.listdir(KEPT):
        shutil.copy(os.path.join(KEPT, name), os.path.join(folder, name))
    source = Image.open(os.path.join(KEPT, "source.png")).convert("RGB")
    source.resize((1024, 1024), Image.BICUBIC).crop((0, 200, 1024, 840)).save(os.path.join(folder, "wide.png"))
