"""Time a notebook cell from edit to result, warm, with the whole study behind it.

    notebook_cell.py --data DIR [--notebook notebooks/03_composite_backtest.ipynb] [--repeat 5]

Runs the notebook, then edits cells and runs them again: each edit is a new text, so that nothing is served from a
compiler's cache. Prints a JSON line a cell. Run by the Python of .tools/venv, from the root of the checkout.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))

from runner import check, environment

CELLS = {
    "a line of text": '%%\ns := study(nil)\nnb.Printf("%s bars, edit EDIT\\n", report.Count(s.Panel.Len()))',
    "a table and a figure": "%%\ns := study(nil)\nnb.Table(report.DecileSpreads(s)).Show()\n"
    'nb.Show(nb.Must(figure.DecileBars(figure.DecilesOf(s))))\nnb.Printf("edit EDIT\\n")',
}


def main():
    parser = argparse.ArgumentParser(description="time a notebook cell from edit to result")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--notebook", type=Path, default=ROOT / "notebooks" / "03_composite_backtest.ipynb")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    for name in [n for n in os.environ if n.startswith("TICKBOOK_")]:
        del os.environ[name]
    os.environ["TICKBOOK_DATA"] = str(args.data.resolve())
    environment.prepare()
    # Imported late: Jupyter's modules read the environment that prepare() sets.
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(args.notebook, as_version=4)
    cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    with (
        tempfile.TemporaryDirectory(prefix="tickbook-", ignore_cleanup_errors=True) as scratch,
        open(Path(scratch) / "kernel.log", "w") as log,
    ):
        client = NotebookClient(
            notebook,
            kernel_name="gonb",
            timeout=None,
            allow_errors=True,
            extra_arguments=["-raw_error"],
            resources={"metadata": {"path": str(environment.NOTEBOOKS)}},
        )

        def run(index):
            cell = notebook.cells[index]
            start = time.perf_counter()
            client.execute_cell(cell, index)
            seconds = time.perf_counter() - start
            failure = check.failure(cell.outputs)
            if failure is not None:
                raise SystemExit(f"cell {index} failed:\n{cell.source}\n{failure}")
            return seconds

        with client.setup_kernel(env={**os.environ, "TMPDIR": scratch, "GOPROXY": "off"}, stdout=log, stderr=log):
            for index in cells:
                run(index)
            for name, source in CELLS.items():
                seconds = []
                for edit in range(args.repeat + 1):
                    notebook.cells[cells[-1]].source = source.replace("EDIT", str(edit))
                    seconds.append(run(cells[-1]))
                print(json.dumps({"cell": name, "seconds": [round(s, 4) for s in seconds[1:]]}), flush=True)


if __name__ == "__main__":
    main()
