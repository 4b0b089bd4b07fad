"""Finds out whether a cell failed.

A GoNB cell can fail without an error output: a shell line and an unknown command only write to standard error, and
older kernels do the same for a Go program that panics or exits non-zero. So the text is looked at as well.
"""

import html
import re

ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
TAGS = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)
FAILURE_IN_STDERR = re.compile(
    r"^(exit status \d+|signal: \w.*|panic: .*|fatal error: .*|goroutine \d+ \[.*"
    r"|.* unknown or not implemented yet\.)$",
    re.MULTILINE,
)
COMPILE_ERROR_IN_HTML = "gonb-err-location"


def visible(text: str) -> str:
    """Return text with control characters other than newlines and tabs as \\x1b and the like."""
    return "".join(
        c if c.isprintable() or c in "\n\t\u00a0\u202f" else c.encode("unicode_escape").decode() for c in text
    )


def failure(outputs: list) -> str | None:
    """Return what went wrong in a cell with these outputs, None if nothing did."""
    stderr = "".join(o.text for o in outputs if o.output_type == "stream" and o.name == "stderr")
    stderr = ESCAPES.sub("", stderr)
    errors = [o for o in outputs if o.output_type == "error"]
    reports = [o.data["text/html"] for o in outputs if COMPILE_ERROR_IN_HTML in o.get("data", {}).get("text/html", "")]
    if not errors and not reports and not FAILURE_IN_STDERR.search(stderr):
        return None
    parts = [stderr]
    parts += [html.unescape(TAGS.sub("", report)) for report in reports]
    parts += [ESCAPES.sub("", "\n".join(error.traceback)) for error in errors]
    unique = dict.fromkeys(part.strip() for part in parts)
    lines = "\n".join(part for part in unique if part).splitlines()
    return "\n".join(line for i, line in enumerate(lines) if i == 0 or line != lines[i - 1])
