"""What is a person told at the end of a run, and what is offered to them?"""

import collections

from .target import Unfit

# offers: (name of the button, its label, what it does: a key of the docker's own)
Told = collections.namedtuple("Told", "sentence advice warning offers")

INSERT_ANYWAY, PLACE_ANYWAY, PLACE, NEW_IMAGE = "insert anyway", "place anyway", "place", "new image"


def outcome(run):
    """None when there is nothing to say: the layer is there."""
    if run.error is not None:
        return _cancelled(run) if run.error.code == "cancelled" else _failed(run)
    if run.almost_nothing:
        return Told("The model changed almost nothing.",
                    "Nothing was inserted. Say more clearly what should change, or insert the answer as it is.", False,
                    [("inlay_insert_anyway", "Insert Anyway", PLACE_ANYWAY)])
    notes = list(dict.fromkeys([*run.result["notes"], *run.notes]))
    waiting = len(run.edits) - len(run.inserted)
    if waiting:
        notes.append(f"{waiting} more below: a double click inserts one.")
    return Told("Done.", " ".join(notes), False, []) if notes else None


def _cancelled(run):
    if run.edits:
        return Told("Cancelled.", "Nothing was inserted. The answer is below: a double click inserts it.", False, [])
    if not run.arrived:
        return Told("Cancelled.", "Nothing was inserted.", False, [])
    # What was paid for is offered, and kept as long as nobody takes it.
    one = run.arrived == 1
    return Told("Cancelled. Nothing was inserted.",
                f"{run.arrived} of {run.asked} picture{'' if run.asked == 1 else 's'} had arrived. {'It is' if one else 'They are'} kept.", False,
                [("inlay_insert_arrived", "Insert It" if one else "Insert the First", PLACE)])


def _failed(run):
    offers = []
    if isinstance(run.error, Unfit):
        offers.append(("inlay_insert_anyway", "Insert Anyway", INSERT_ANYWAY))
    if run.edits:
        offers.append(("inlay_open_as_new_image", "Open as New Image", NEW_IMAGE))
    return Told(run.error.message, run.error.advice, True, offers)
