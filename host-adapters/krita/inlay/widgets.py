"""Which parts does the docker have that Qt does not offer ready made?"""

from .qt import Qt, QtCore, QtGui, QtWidgets

THUMBNAIL = 76


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


class Answers(QtWidgets.QListWidget):
    """Small pictures of what came back, the newest first. A double click inserts one."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("inlay_answers")
        self.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self.setMovement(QtWidgets.QListView.Movement.Static)
        self.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self.setSpacing(4)
        self.setUniformItemSizes(True)
        self.fit()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add(self, index, thumbnail, prompt, entry, inserted):
        data, width, height = thumbnail
        image = QtGui.QImage(data, width, height, width * 4, QtGui.QImage.Format.Format_RGBA8888).copy()
        square = QtGui.QPixmap(THUMBNAIL, THUMBNAIL)
        square.fill(Qt.GlobalColor.transparent)
        painter = QtGui.QPainter(square)
        painter.drawImage((THUMBNAIL - width) // 2, (THUMBNAIL - height) // 2, image)
        if inserted:
            self._mark(painter)
        painter.end()
        item = QtWidgets.QListWidgetItem(QtGui.QIcon(square), "")
        item.setToolTip(f"{prompt}\n{'In the image. ' if inserted else ''}Double click to insert it{' again' if inserted else ''}.")
        item.setData(Qt.ItemDataRole.UserRole, entry)
        self.insertItem(index, item)

    def fit(self):
        """As high as its pictures need, three rows at most."""
        columns = max(1, (self.width() - 24) // (THUMBNAIL + 8))
        rows = min(3, max(1, -(-self.count() // columns)))
        self.setFixedHeight(rows * (THUMBNAIL + 18) + 8)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.fit()

    @staticmethod
    def _mark(painter):
        """A tick in the corner of what is in the image."""
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.setPen(QtGui.QPen(QtGui.QColor(255, 255, 255), 2))
        painter.setBrush(QtGui.QColor(40, 140, 70))
        painter.drawEllipse(THUMBNAIL - 21, THUMBNAIL - 21, 18, 18)
        painter.drawPolyline(QtGui.QPolygon([QtCore.QPoint(THUMBNAIL - 16, THUMBNAIL - 12), QtCore.QPoint(THUMBNAIL - 13, THUMBNAIL - 9),
                                             QtCore.QPoint(THUMBNAIL - 8, THUMBNAIL - 15)]))
