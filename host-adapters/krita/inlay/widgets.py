"""Which parts does the docker have that Qt does not offer ready made?"""

from .qt import Qt, QtCore, QtGui, QtWidgets


class Prompt(QtWidgets.QPlainTextEdit):
    """Several lines; Ctrl+Enter runs, also where Krita has a shortcut of its own for it."""

    submitted = QtCore.pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("inlay_prompt")
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 5 + 12)
        self.setToolTip("Ctrl+Enter runs it.")

    @staticmethod
    def _is_submit(event):
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier

    def event(self, event):
        # Claims the keys before Krita's shortcuts see them, so that typing a letter does not change the brush.
        if event.type() == QtCore.QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if self._is_submit(event):
            self.submitted.emit()
        else:
            super().keyPressEvent(event)


class Section(QtWidgets.QWidget):
    """A heading that folds what is below it."""

    def __init__(self, title, content, parent=None):
        super().__init__(parent)
        rows = QtWidgets.QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.button = QtWidgets.QToolButton()
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Fixed)
        self.content = content
        content.setVisible(False)
        self.button.toggled.connect(self._fold)
        self._fold(False)
        rows.addWidget(self.button)
        rows.addWidget(content)

    def _fold(self, opened):
        self.button.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self.content.setVisible(opened)


class Message(QtWidgets.QFrame):
    """One sentence in bold, what to do about it, and buttons for that."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("inlay_message")
        self.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        grid = QtWidgets.QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        self.icon = QtWidgets.QLabel()
        self.icon.setFixedSize(20, 20)
        grid.addWidget(self.icon, 0, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.sentence, self.advice = QtWidgets.QLabel(), QtWidgets.QLabel()
        bold = self.sentence.font()
        bold.setBold(True)
        self.sentence.setFont(bold)
        for row, label in enumerate((self.sentence, self.advice)):
            label.setWordWrap(True)
            label.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Preferred)
            label.setTextFormat(Qt.TextFormat.PlainText)
            # An error is something that people look up or report.
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 1)
        self.sentence.setObjectName("inlay_message_sentence")
        self.advice.setObjectName("inlay_message_advice")
        self.buttons = QtWidgets.QHBoxLayout()
        grid.addLayout(self.buttons, 2, 1)
        self.hide()

    def show_words(self, sentence, advice="", warning=False, buttons=()):
        style = QtWidgets.QStyle.StandardPixmap
        icon = style.SP_MessageBoxWarning if warning else style.SP_MessageBoxInformation
        self.icon.setPixmap(self.style().standardIcon(icon).pixmap(20, 20))
        self.sentence.setText(sentence)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        while self.buttons.count():
            widget = self.buttons.takeAt(0).widget()
            if widget is not None:
                widget.deleteLater()
        for name, label, action in buttons:
            button = QtWidgets.QPushButton(label)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, action=action: action())
            self.buttons.addWidget(button)
        if buttons:
            self.buttons.addStretch(1)
        self.show()


class Tabs(QtWidgets.QWidget):
    """Buttons of which one is down."""

    chosen = QtCore.pyqtSignal(str)

    def __init__(self, labels, names, parent=None):
        """`labels`: what is chosen -> its label."""
        super().__init__(parent)
        line = QtWidgets.QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.buttons, group = {}, QtWidgets.QButtonGroup(self)
        for what, label in labels.items():
            button = self.buttons[what] = QtWidgets.QToolButton()
            button.setText(label)
            button.setObjectName(names + what)
            button.setCheckable(True)
            button.setSizePolicy(QtWidgets.QSizePolicy.Policy.Expanding, QtWidgets.QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, what=what: self.chosen.emit(what))
            group.addButton(button)
            line.addWidget(button)
        self.choose(next(iter(labels)))

    def choose(self, what):
        self.buttons[what].setChecked(True)
