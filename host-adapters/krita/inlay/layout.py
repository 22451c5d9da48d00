"""What does the docker look like? One narrow column: what is needed for every run stands in its first 200 pixels."""

from .answers import Answers
from .examples import Examples
from .inputs import Inputs
from .mnemonics import Mnemonics, set_label, set_letter
from .qt import Qt, QtWidgets
from .widgets import Combo, Message, Page, Prompt, breakable, plain, wrapped

# Height in pixels from which on there is room for so many lines of the prompt, with such gaps: the button that runs is to be seen without scrolling,
# also in a tab beside the brushes at 1280x720, which has 105.
ROOM = ((420, 5, 6), (170, 3, 6), (0, 2, 3))


class Layout:
    def __init__(self, forms):
        inside = QtWidgets.QWidget()
        rows = self.rows = QtWidgets.QVBoxLayout(inside)
        rows.setContentsMargins(6, 6, 6, 6)
        rows.setSpacing(6)
        self.mode = Combo()
        self.mode.setObjectName("inlay_action")
        for form in forms:
            self.mode.addItem(form["title"], form["action"])
        self.target, self.forewarning = wrapped(), wrapped()
        self.target.setObjectName("inlay_target")
        self.forewarning.setObjectName("inlay_forewarning")
        self.prompt = Prompt()
        self.run_button, self.cancel_button = self._button("inlay_run"), self._button("inlay_cancel")
        bold = self.run_button.font()
        bold.setBold(True)
        self.run_button.setFont(bold)
        self.price = wrapped()
        self.price.setObjectName("inlay_price")
        self.bar = QtWidgets.QProgressBar()
        self.bar.setObjectName("inlay_progress")
        self.bar.setRange(0, 100)
        self.bar.setMinimumWidth(60)
        self.message, self.answers = Message(), Answers()
        self.inputs = Inputs(forms)
        self.examples = Examples()
        self.examples.chosen.connect(self._take_example)
        self.service_note = wrapped()
        self.service_note.setObjectName("inlay_service_note")
        for part in (self.mode, self.prompt, self.run_button, self.cancel_button, self.bar, self.target, self.price, self.forewarning,
                     self.message, self.answers, self.service_note, self.examples, self.inputs):
            rows.addWidget(part)
        rows.addStretch(1)
        self.page = Page(inside)
        self.mnemonics = Mnemonics(self.page)
        self.page.resized.connect(self._fit_prompt)
        self.set_running(False)

    @staticmethod
    def _button(name):
        button = QtWidgets.QPushButton()
        button.setObjectName(name)
        button.setMinimumWidth(60)
        return button

    def _fit_prompt(self):
        lines, gap = next((lines, gap) for height, lines, gap in ROOM if self.page.height() >= height)
        self.prompt.show_lines(lines)
        self.rows.setSpacing(gap)
        self.rows.setContentsMargins(6, gap, 6, gap)

    def show_form(self, form, typed_key):
        set_label(self.run_button, form["run_label"])
        self.run_button.setToolTip(form["prompt_help"])
        set_label(self.cancel_button, form["cancel_label"])
        self.mode.setToolTip(form["blurb"])
        self.mode.setAccessibleName(form["title"])
        self.prompt.setPlaceholderText(form["prompt_placeholder"])
        self.prompt.setToolTip(form["prompt_help"])
        set_letter(self.prompt, form["prompt_label"])
        self.prompt.setAccessibleName(plain(form["prompt_label"]))
        self._show(self.target, breakable(form["target"]))
        self._show(self.forewarning, " ".join(form["notes"]))
        self._show(self.price, form["price"])
        self._show(self.service_note, form["service_note"])
        self.examples.show_prompts(form["examples_label"], form["examples"])
        self.inputs.show_form(form, typed_key)

    def _take_example(self, prompt):
        if not self.prompt.isReadOnly():
            self.prompt.setPlainText(prompt)
            self.prompt.setFocus()

    @staticmethod
    def _show(label, text):
        label.setText(text)
        label.setVisible(bool(text))

    def set_running(self, running):
        self.inputs.setEnabled(not running)
        self.prompt.setReadOnly(running)
        self.mode.setEnabled(not running)
        self.run_button.setVisible(not running)
        self.cancel_button.setVisible(running)
        self.bar.setVisible(running)

    def show_progress(self, text, fraction):
        """An unknown fraction leaves the bar empty and its words say what is going on: a bar that moves by itself would cost a tenth of Krita's time
        and hide the words."""
        value = max(0, round(fraction * 100))
        shown = self.bar.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.bar.width() - 12)
        if (shown, value) != (self.bar.format(), self.bar.value()):
            self.bar.setFormat(shown)
            self.bar.setToolTip(text if shown != text else "")
            self.bar.setValue(value)
