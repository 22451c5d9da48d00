"""How are the answers shown: those of earlier runs, those that are ready while a run goes on, and what a model shows on its way to one?"""

from .qt import Qt, QtCore, QtGui, QtWidgets

THUMBNAIL = 76
CELL = THUMBNAIL + 8
MOST_ROWS = 3


class Answers(QtWidgets.QListWidget):
    """Small pictures, the newest run first. A double click inserts one."""

    chosen = QtCore.pyqtSignal(object, int, bool)  # run, index, as a new image

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setObjectName("inlay_answers")
        self.setViewMode(QtWidgets.QListView.ViewMode.IconMode)
        self.setMovement(QtWidgets.QListView.Movement.Static)
        self.setResizeMode(QtWidgets.QListView.ResizeMode.Adjust)
        self.setIconSize(QtCore.QSize(THUMBNAIL, THUMBNAIL))
        self.setGridSize(QtCore.QSize(CELL, CELL))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.itemDoubleClicked.connect(self._choose)
        self.fit()
        self.hide()

    def show_runs(self, runs, running=None):
        """`running`: one whose answers are still coming; they cannot be chosen yet."""
        self.clear()
        if running is not None:
            for index in range(running.ready):
                self._add(running.thumbnail(index, THUMBNAIL), "Ready. It can be inserted when the run has ended.")
            if running.preview:
                self._add(running.job.preview(THUMBNAIL), "What the model shows on its way; the answer is still to come.", mark=_dots)
        for run in runs:
            if run is running:
                continue
            for index in range(len(run.edits)):
                there = index in run.inserted and run.inserted[index].is_there
                self._add(run.thumbnail(index, THUMBNAIL),
                          f"{run.options['prompt']}\n" + ("In the image. Double click to show it." if there else "Double click to insert it."),
                          (run, index), _tick if there else None)
        self.fit()
        self.setVisible(self.count() > 0)

    def _add(self, thumbnail, tip, entry=None, mark=None):
        if thumbnail is None:
            return
        data, width, height = thumbnail
        image = QtGui.QImage(data, width, height, width * 4, QtGui.QImage.Format.Format_RGBA8888).copy()
        square = QtGui.QPixmap(THUMBNAIL, THUMBNAIL)
        square.fill(Qt.GlobalColor.transparent)
        painter = QtGui.QPainter(square)
        painter.drawImage((THUMBNAIL - width) // 2, (THUMBNAIL - height) // 2, image)
        if mark is not None:
            painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
            mark(painter)
        painter.end()
        item = QtWidgets.QListWidgetItem(QtGui.QIcon(square), "")
        item.setSizeHint(QtCore.QSize(CELL, CELL))  # without room for a text
        item.setToolTip(tip)
        item.setData(Qt.ItemDataRole.UserRole, entry)
        if entry is None:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addItem(item)

    def fit(self):
        """As high as its pictures need, up to MOST_ROWS."""
        frame = 2 * self.frameWidth()
        columns = max(1, (self.width() - frame) // CELL)
        rows = max(1, -(-self.count() // columns))
        # A bar that comes and goes would change the number of columns, and so whether it is needed.
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if rows > MOST_ROWS else policy.ScrollBarAlwaysOff)
        self.setFixedHeight(min(rows, MOST_ROWS) * CELL + frame + 2)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.fit()

    def _choose(self, item, as_new_image=False):
        entry = item.data(Qt.ItemDataRole.UserRole)
        if entry is not None:
            self.chosen.emit(*entry, as_new_image)

    def _show_menu(self, place):
        item = self.itemAt(place)
        if item is None or item.data(Qt.ItemDataRole.UserRole) is None:
            return
        menu = QtWidgets.QMenu(self)
        menu.addAction("Insert").triggered.connect(lambda _=False: self._choose(item))
        menu.addAction("Open as New Image").triggered.connect(lambda _=False: self._choose(item, True))
        menu.popup(self.viewport().mapToGlobal(place))


def _tick(painter):
    """In the corner of what is in the image."""
    painter.setPen(QtGui.QPen(QtGui.QColor(255, 255, 255), 2))
    painter.setBrush(QtGui.QColor(40, 140, 70))
    painter.drawEllipse(THUMBNAIL - 21, THUMBNAIL - 21, 18, 18)
    painter.drawPolyline(QtGui.QPolygon([QtCore.QPoint(THUMBNAIL - 16, THUMBNAIL - 12), QtCore.QPoint(THUMBNAIL - 13, THUMBNAIL - 9),
                                         QtCore.QPoint(THUMBNAIL - 8, THUMBNAIL - 15)]))


def _dots(painter):
    """Over what is not an answer yet."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QtGui.QColor(0, 0, 0, 150))
    painter.drawRoundedRect(THUMBNAIL // 2 - 18, THUMBNAIL // 2 - 8, 36, 16, 8, 8)
    painter.setBrush(QtGui.QColor(255, 255, 255))
    for dot in (-10, 0, 10):
        painter.drawEllipse(QtCore.QPoint(THUMBNAIL // 2 + dot, THUMBNAIL // 2), 3, 3)
