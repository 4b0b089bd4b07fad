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
import re
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "notebooks"))

from runner import check, environment

BUILT = re.compile(r"built in ([0-9.e-]+) s")
OWN = "a feature of one's own"
CELLS = {
    "a line of text": '%%\nnb.Printf("%s bars, edit EDIT\\n", report.Count(study().Panel.Len()))',
    "a table and a figure": "%%\ns := study()\nnb.Show(report.DecileSpreads(s))\n"
    'show(report.DecileFigure(s))\nnb.Printf("edit EDIT\\n")',
    OWN: """func signedVolume(t ms.Trades, _ struct{}) float64 {
	sum := 0.0
	for i, q := range t.Quantity {
		sum += q * float64(t.Side[i])
	}
	return (1 + EDIT / 1024.0) * sum
}

%%
config := symbol().Config
config.Features = []ms.TickFeature{ms.Tick("signed_volume", struct{}{}, signedVolume)}
_, built, err := nb.Must(desk.Open(config)).Bars(ctx, nil)
nb.Check(err)
nb.Show(report.OwnFeatures(built))
nb.Printf("built in %v s\\n", built.Duration.Seconds())""",
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

    from runner.execute import own_sockets

    notebook = nbformat.read(args.notebook, as_version=4)
    cells = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code" and cell.source.strip()]
    with (
        tempfile.TemporaryDirectory(prefix="tickbook-", ignore_cleanup_errors=True) as scratch,
        open(Path(scratch) / "kernel.log", "w") as log,
    ):
        client = NotebookClient(
            notebook,
            config=own_sockets(scratch),
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
                seconds, built = [], []
                for edit in range(args.repeat + 1):
                    notebook.cells[cells[-1]].source = source.replace("EDIT", str(edit))
                    seconds.append(run(cells[-1]))
                    built += BUILT.findall(str(notebook.cells[cells[-1]].outputs))
                line = {"cell": name, "seconds": [round(s, 4) for s in seconds[1:]]}
                if name == OWN:
                    line["beyond"] = [round(s - float(b), 4) for s, b in zip(seconds, built, strict=True)][1:]
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
