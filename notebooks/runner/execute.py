"""Executes a notebook cell by cell and stops at the first cell that fails."""

import html
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from traitlets.config import Config

from . import check
from .environment import NOTEBOOKS, ROOT

# What the output of a progress bar begins with. Anywhere else it may be text from data.
PROGRESS_MARK = "<div data-tickbook-progress>"

# The longest address of a Unix socket that every system takes, in bytes, less the number that Jupyter appends.
LONGEST_ADDRESS = 100


class Failure(Exception):
    """What stopped a notebook, and the notebook with the outputs until then."""

    def __init__(self, path: Path, notebook, message: str):
        super().__init__(f"{path.name}: {check.visible(message)}")
        self.notebook = notebook


class CellFailure(Failure):
    """A cell that failed: its place, its source and what it said."""

    def __init__(self, path: Path, notebook, cell, place: str, message: str):
        source = "\n".join(f"    {line}" for line in cell.source.splitlines())
        super().__init__(path, notebook, f"cell {place} failed\n\n{source}\n\n{message}")


def execute(path: Path):
    """Run the notebook at path in its folder, or in notebooks/ if that is outside the checkout; return it with its
    outputs."""
    notebook = nbformat.read(path, as_version=4)
    code_cells = [
        (i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()
    ]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    folder = path.resolve().parent
    started, clock = datetime.now(timezone.utc), time.monotonic()

    with tempfile.TemporaryDirectory(prefix="tickbook-", ignore_cleanup_errors=True) as scratch:
        # GoNB compiles in TMPDIR. What cells import is in the module cache: a download while a cell runs is an error.
        environment = {**os.environ, "TMPDIR": scratch, "GOPROXY": "off", "TICKBOOK_GOPLS": "off"}
        log_path = Path(scratch) / "kernel.log"
        with open(log_path, "w") as log:
            client = _Client(
                notebook,
                config=own_sockets(scratch),
                kernel_name="gonb",
                timeout=None,
                allow_errors=True,
                extra_arguments=["-raw_error"],
                resources={"metadata": {"path": str(folder if folder.is_relative_to(ROOT) else NOTEBOOKS)}},
            )
            with ExitStack() as stack:
                try:
                    stack.enter_context(client.setup_kernel(env=environment, stdout=log, stderr=log))
                except RuntimeError as error:
                    raise Failure(path, notebook, f"{error}\n\n{log_path.read_text()[:2000]}") from None
                for number, (index, cell) in enumerate(code_cells, 1):
                    place = f"{number} of {len(code_cells)}"
                    _run_cell(client, path, notebook, index, cell, place, log_path)

    notebook.metadata["tickbook"] = {
        "executed": started.strftime("%Y-%m-%d %H:%M UTC"),
        "seconds": round(time.monotonic() - clock, 1),
        "versions": _versions(),
    }
    return notebook


def own_sockets(folder: str) -> Config:
    """Return settings with which a kernel listens on sockets in folder, or on TCP ports if its path is too long.

    Jupyter picks free ports before the kernel listens on them: of kernels started at once two may be given the same
    one, and die.
    """
    address = os.path.join(folder, "kernel")
    if len(os.fsencode(address)) > LONGEST_ADDRESS:
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": address})


def _run_cell(client, path: Path, notebook, index: int, cell, place: str, log_path: Path) -> None:
    clock = time.monotonic()
    client.announce(f"{path.stem}  cell {place}  {_section(notebook, index)} …")
    try:
        client.execute_cell(cell, index)
    except DeadKernelError:
        raise CellFailure(path, notebook, cell, place, f"the kernel died\n{log_path.read_text()[-4000:]}") from None
    client.announce("")
    message = check.failure(cell.outputs)
    if message is not None:
        raise CellFailure(path, notebook, cell, place, message)
    seconds = time.monotonic() - clock
    line = f"{path.stem}  cell {place}  {seconds:6.1f} s  {_section(notebook, index)}"
    print(_fitting(line) if sys.stderr.isatty() else line, file=sys.stderr, flush=True)


def _fitting(text: str) -> str:
    """Return the part of text that fits in a line of the terminal: a longer one cannot be replaced."""
    most = os.get_terminal_size(sys.stderr.fileno()).columns - 1
    return text if len(text) <= most or most < 1 else text[: most - 1] + "…"


def _section(notebook, index: int) -> str:
    """The heading that the cell with this index stands under."""
    for cell in reversed(notebook.cells[:index]):
        if cell.cell_type == "markdown":
            headings = re.findall(r"^#+\s+(.+)$", cell.source, re.MULTILINE)
            if headings:
                return headings[-1]
    return ""


def _versions() -> dict[str, str]:
    def output(*command: str) -> str:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()

    return {
        "Go": output("go", "env", "GOVERSION").removeprefix("go"),
        "GoNB": output("go", "list", "-m", "-f", "{{.Version}}", "github.com/janpfeifer/gonb").removeprefix("v"),
        "Python": ".".join(str(part) for part in sys.version_info[:3]),
        "nbclient": version("nbclient"),
        "nbconvert": version("nbconvert"),
    }


class _Client(NotebookClient):
    """A client that passes a cell's progress bar on to the terminal."""

    def announce(self, text: str) -> None:
        """Show text in place on a terminal, as far as it fits in a line; empty text clears the line."""
        if sys.stderr.isatty():
            print(f"\r\x1b[K{_fitting(text)}", end="", file=sys.stderr, flush=True)

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("display_data", "update_display_data"):
            source = msg["content"]["data"].get("text/html", "")
            if source.startswith(PROGRESS_MARK):
                self.announce(html.unescape(check.TAGS.sub("", source)).strip())
        return super().process_message(msg, cell, cell_index)
