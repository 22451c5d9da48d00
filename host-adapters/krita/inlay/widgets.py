"""Which parts does the docker have that Qt does not offer ready made?"""

from .mnemonics import set_label
from .qt import Qt, QtCore, QtWidgets

LEFT_TO_KRITA = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
MOVES = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down,
         Qt.Key.Key_Left, Qt.Key.Key_Right)
TAKE_TEXT = (QtWidgets.QLineEdit, QtWidgets.QPlainTextEdit, QtWidgets.QAbstractSpinBox, QtWidgets.QComboBox)


def plain(label):
    """Without its mnemonic."""
    return label.replace("_", "")


def wrapped(text=""):
    """A label that is as narrow as there is room, however long its words are."""
    label = QtWidgets.QLabel(text)
    label.setWordWrap(True)
    label.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Preferred)
    return label


def breakable(text):
    """With places to break in words that are longer than a narrow docker: a layer may have any name."""
    return " ".join("\u200b".join(word[at:at + 12] for at in range(0, len(word), 12)) if len(word) > 24 else word for word in text.split(" "))


class Combo(QtWidgets.QComboBox):
    """Does not take the wheel from the docker that is being scrolled, and lets the docker be narrow."""

    def __init__(self, parent=None):
        super().__init__(parent)
        policies = QtWidgets.QComboBox.SizeAdjustPolicy
        self.setSizeAdjustPolicy(getattr(policies, "AdjustToMinimumContentsLengthWithIcon"))
        self.setMinimumContentsLength(4)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event):
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Page(QtWidgets.QScrollArea):
    """What is in the docker: as wide as the docker, and its keys are not Krita's."""

    escaped = QtCore.pyqtSignal()
    resized = QtCore.pyqtSignal()

    def __init__(self, inside):
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)
        self.setMinimumWidth(230)

    def resizeEvent(self, event):
        # Nothing is wider than what is seen of it, so that nothing moves sideways.
        self.widget().setMaximumWidth(self.viewport().width())
        super().resizeEvent(event)
        self.resized.emit()

    def event(self, event):
        # Comes here from whichever part has the keyboard, before Krita looks whether it is one of its shortcuts. Tab would hide all dockers, a letter
        # change the brush.
        if event.type() == QtCore.QEvent.Type.ShortcutOverride and self._keeps(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, forward):
        """Round and round in the docker: outside of it the next Tab would be Krita's."""
        moved = super().focusNextPrevChild(forward)
        if not self.isAncestorOf(QtWidgets.QApplication.focusWidget() or self):
            stops, widget = [], self.nextInFocusChain()
            while widget is not self:
                if self.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and widget.isEnabled():
                    stops.append(widget)
                widget = widget.nextInFocusChain()
            stops[0 if forward else -1].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(stops[0 if forward else -1])
        return moved

    @staticmethod
    def _keeps(event):
        if event.modifiers() & LEFT_TO_KRITA:
            return False
        return event.key() in MOVES or isinstance(QtWidgets.QApplication.focusWidget(), TAKE_TEXT)

    def keyPressEvent(self, event):
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class Prompt(QtWidgets.QPlainTextEdit):
    """Several lines; Ctrl+Enter runs, also where Krita has a shortcut of its own for it."""

    submitted = QtCore.pyqtSignal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("inlay_prompt")
        self.setTabChangesFocus(True)
        self.show_lines(5)

    def show_lines(self, count):
        self.setFixedHeight(self.fontMetrics().lineSpacing() * count + 12)

    @staticmethod
    def _is_submit(event):
        return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier

    def event(self, event):
        # What is written here is the person's, whatever Krita does for that key.
        if event.type() == QtCore.QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if self._is_submit(event):
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Section(QtWidgets.QWidget):
    """A heading that folds what is below it."""

    def __init__(self, content, parent=None):
        super().__init__(parent)
        rows = QtWidgets.QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        self.titles = "", ""
        self.button = QtWidgets.QToolButton()
        self.button.setCheckable(True)
        self.button.setAutoRaise(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QtWidgets.QSizePolicy.Policy.Ignored, QtWidgets.QSizePolicy.Policy.Fixed)
        self.content = content
        content.setVisible(False)
        self.button.toggled.connect(self._fold)
        self._fold(False)
        rows.addWidget(self.button)
        rows.addWidget(content)

    def open(self):
        self.button.setChecked(True)

    def show_title(self, title, with_values):
        """`with_values`: the title that also says what is not as at first, while the section is folded."""
        self.titles = title, with_values
        self._show_title()

    def _show_title(self):
        plain_title, with_values = self.titles
        set_label(self.button, plain_title if self.button.isChecked() or not with_values else with_values)
        self.button.setToolTip("" if self.button.isChecked() else plain(with_values))

    def _fold(self, opened):
        self._show_title()
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
        self.sentence, self.advice = wrapped(), wrapped()
        bold = self.sentence.font()
        bold.setBold(True)
        self.sentence.setFont(bold)
        for row, label in enumerate((self.sentence, self.advice)):
            label.setTextFormat(Qt.TextFormat.PlainText)
            # An error is something that people look up or report.
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 1)
        self.sentence.setObjectName("inlay_message_sentence")
        self.advice.setObjectName("inlay_message_advice")
        self.concerns = None  # the name of the field that mends what is said; "": an error that none mends
        self.is_about_the_image = False
        self.buttons = QtWidgets.QVBoxLayout()
        grid.addLayout(self.buttons, 2, 0, 1, 2)
        self.hide()

    def tell(self, said, buttons=()):
        """`said`: the library's message."""
        error = said["severity"] == "error"
        self.concerns, self.is_about_the_image = said["field"] if error else None, said["code"] == "nothing_to_edit"
        style = QtWidgets.QStyle.StandardPixmap
        icon = style.SP_MessageBoxWarning if error else style.SP_MessageBoxInformation
        self.icon.setPixmap(self.style().standardIcon(icon).pixmap(20, 20))
        self.sentence.setText(said["sentence"])
        self.advice.setText(" ".join(part for part in (said["advice"], *said["notes"]) if part))
        self.advice.setVisible(bool(self.advice.text()))
        while self.buttons.count():
            self.buttons.takeAt(0).widget().deleteLater()
        for name, label, action in buttons:
            button = QtWidgets.QPushButton()
            set_label(button, label)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, action=action: action())
            self.buttons.addWidget(button)
        self.show()

    def mended(self, name, of_the_service=False):
        """An error goes with the first change of the field that it is about; one that names none, with any change of how the service is reached."""
        if self.concerns == name or self.concerns == "" and of_the_service and not self.is_about_the_image:
            self.hide()

    def image_changed(self):
        """What an error says of a layer is of another one, or of what was selected before."""
        if self.concerns is not None and self.is_about_the_image:
            self.hide()

    def hideEvent(self, event):
        super().hideEvent(event)
        if self.isHidden():  # and not only the docker around it
            self.concerns = None
