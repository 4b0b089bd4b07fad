"""Keeps the directories of a user out of reports, which others read."""

import html
import os
import re
from pathlib import Path

from .environment import ROOT

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def hide(notebook) -> None:
    """Shorten the paths in what cells showed: those in the checkout begin there, those of the home directory with ~,
    and of what parameters name only the last name is left."""
    known = _known()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text" in output:
                output.text = _without(known, output.text)
            for kind, text in output.get("data", {}).items():
                if kind.startswith("text/") and isinstance(text, str):
                    output.data[kind] = _without(known, text)


def _known() -> list:
    """List patterns of directories with what is shown instead, the longest directory first."""
    shown = {}
    for name in ("TICKBOOK_DATA", "TICKBOOK_LOOKS", "TICKBOOK_ACCEPTED"):
        path = Path(os.environ.get(name) or ROOT)
        if not path.is_absolute() or ROOT.is_relative_to(path.parent):
            continue
        if len(path.parent.parts) > 1:
            shown[str(path.parent)] = "…"
        else:
            shown[str(path)] = f"…{path}"
    home = str(Path.home())
    if len(home) > 1:
        shown.setdefault(home, "~")
    shown[str(ROOT)] = "."
    known = []
    for path in sorted(shown, key=len, reverse=True):
        # As plain text, in HTML, and in Markdown, where each punctuation mark is escaped.
        in_html = html.escape(path, quote=False).replace("'", "&#39;").replace('"', "&#34;")
        for written in {path, in_html, PUNCTUATION.sub(r"\\\1", path)}:
            start = rf"(?<![\w.-]){re.escape(written)}"
            if path == str(ROOT):
                known.append((re.compile(start + r"\\?/"), ""))
            known.append((re.compile(start + r"(?!\w|\\?[.-]\w)"), shown[path]))
    return known


def _without(known: list, text: str) -> str:
    for pattern, shown in known:
        text = pattern.sub(lambda _, shown=shown: shown, text)
    return text
