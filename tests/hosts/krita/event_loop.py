#!/usr/bin/env python3
"""Does anything turn Krita's event loop inside a step, or wait for time to pass?  event_loop.py FOLDER...

What Krita does in its loop may come while it is in the middle of something else then, and Krita crashes. A plug-in of ours returns to the loop, and a
scenario yields. A scenario that yields a number waits for time to pass.
"""

import ast
import os
import sys

# Each runs a loop of its own, or lets Qt's go on, until something has happened.
TURNS_THE_LOOP = {"processEvents", "sendPostedEvents", "exec", "exec_", "qWait", "qWaitFor", "qWaitForWindowExposed", "qWaitForWindowActive", "QEventLoop",
                  "QSignalSpy", "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "getText", "getItem", "getInt",
                  "getDouble", "getColor", "getFont", "question", "information", "warning", "critical"}
SLEEPS = {"sleep", "msleep", "usleep"}

# (end of the file's name, what is called): why it may. A modal dialog is a loop in which the person does nothing else.
ALLOWED = {
    ("inlay/references_row.py", "getOpenFileNames"): "a modal dialog, opened from a menu entry that does nothing else",
}


def called(node):
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def findings(text, inside_krita=True):
    """[(line, name, what is wrong)]"""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and called(node) in TURNS_THE_LOOP:
            found.append((node.lineno, called(node), "turns the event loop"))
        elif isinstance(node, ast.Call) and called(node) in SLEEPS and inside_krita:
            found.append((node.lineno, called(node), "holds the event loop"))
        elif isinstance(node, ast.Yield) and isinstance(node.value, (ast.Constant, ast.BinOp)):
            found.append((node.lineno, "yield", "waits for time to pass"))
    return found


def sees_what_it_looks_for():
    """A check that finds nothing because it looks at nothing would be green for ever."""
    for bad in ("QtWidgets.QApplication.processEvents()", "loop = QtCore.QEventLoop()", "dialog.exec_()", "QTest.qWait(20)", "time.sleep(1)",
                "def one():\n    yield 300", "def one():\n    yield 2 * 50", "box = QMessageBox.question(None, 'a', 'b')"):
        assert findings(bad), bad
    for good in ("def one():\n    yield\n    yield idle\n    yield lambda: True", "dialog.show()", "menu.popup(place)", "timer.start(50)"):
        assert not findings(good), good


def main():
    sees_what_it_looks_for()
    count, wrong, used = 0, [], set()
    for folder in sys.argv[1:]:
        for place, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                path = os.path.join(place, name)
                if not name.endswith(".py"):
                    continue
                count += 1
                # What looks at Krita from outside is another process, which may sleep.
                part = os.path.relpath(path, folder).split(os.sep)[0]
                inside = part in ("inlay", "inside", "scenarios") and not name.endswith(".outside.py")
                with open(path) as file:
                    for line, what, why in findings(file.read(), inside):
                        allowed = [key for key in ALLOWED if path.endswith(key[0]) and key[1] == what]
                        used.update(allowed)
                        if not allowed:
                            wrong.append(f"{path}:{line}: {what} {why}")
    wrong += [f"ALLOWED has {key}, which is not there any more" for key in ALLOWED if key not in used]
    print("\n".join(wrong) or f"{count} files leave the event loop to Krita.")
    return 1 if wrong or count < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
