"""Which layer has come of an answer, and is it still in its document? Undo takes a layer away and redo brings it back; what is written about it beside the
layer, the document's annotation, is in neither of them and goes with it here."""

from krita import Krita


def _find(parent, node_id):
    for child in parent.childNodes():
        if child.uniqueId() == node_id:
            return child
        found = _find(child, node_id)
        if found is not None:
            return found
    return None


class Inserted:
    def __init__(self, document, node, facts):
        """`facts`: how the layer was made. The key is never in it."""
        self.document, self.node_id, self.facts = document, node.uniqueId(), facts
        self.is_there = True
        self._note(True)

    def node(self):
        """None when it is gone."""
        return _find(self.document.rootNode(), self.node_id) if self._is_open() else None

    def _is_open(self):
        return self.document in Krita.instance().documents()

    def look(self):
        """Whether something has changed since the last look. Cheap: Krita's own search gives an object that is good for nothing else."""
        there = self._is_open() and self.document.nodeByUniqueID(self.node_id) is not None
        if there == self.is_there:
            return False
        self.is_there = there
        if self._is_open():
            self._note(there)
        return True

    def _note(self, there):
        name = "inlay/" + self.node_id.toString()
        if there:
            self.document.setAnnotation(name, "How Inlay made this layer", self.facts.encode())
        else:
            self.document.removeAnnotation(name)
