"""Prompts to try, where only certain words do something: a click writes one into the prompt."""

import html

from .qt import Qt, QtCore, QtWidgets


class Examples(QtWidgets.QLabel):
    chosen = QtCore.pyqtSignal(str)

    def __init__(self):
        super().__init__()
        self.setObjectName("inlay_examples")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
        self._prompts = []
        self.linkActivated.connect(lambda row: self.chosen.emit(self._prompts[int(row)]))

    def show_prompts(self, label, prompts):
        self._prompts = prompts
        links = " · ".join(f'<a href="{row}">{html.escape(prompt)}</a>' for row, prompt in enumerate(prompts))
        self.setText(f"{html.escape(label)} {links}" if prompts else "")
        self.setVisible(bool(prompts))
