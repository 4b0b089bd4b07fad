"""Execute GoNB notebooks and export them as self-contained HTML reports, or open JupyterLab, or install
the Go kernel for the user.

    run.py report [--report-dir DIR] [--executed-dir DIR] NOTEBOOK...
    run.py lab [ARGUMENT...]
    run.py kernel

Run by the Makefile with the Python of .tools/venv. A report's file is named after the notebook, the symbol, the days
and a digest; NAME.html is the latest of a notebook, and index.html lists all. Progress goes to standard error. The
paths of the reports go to standard output, the last one last.
"""

import sys

sys.dont_write_bytecode = True

import argparse
import signal
from pathlib import Path

from runner import environment


def main() -> int:
    parser = argparse.ArgumentParser(prog="run.py", description="Execute GoNB notebooks and export reports.")
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="execute, check and export notebooks, in the order given")
    report.add_argument(
        "--report-dir",
        type=Path,
        default=environment.ROOT / "build" / "report",
        metavar="DIR",
        help="where the reports and their list go (default: build/report)",
    )
    report.add_argument(
        "--executed-dir",
        type=Path,
        metavar="DIR",
        help="also write the executed NAME.ipynb there, a failed one included (default: nowhere)",
    )
    report.add_argument("notebooks", nargs="+", type=Path, metavar="NOTEBOOK")
    commands.add_parser("lab", help="open JupyterLab with the Go kernel; further arguments are passed on to it")
    commands.add_parser("kernel", help="install the Go kernel for the user, for VS Code and other editors")
    args, further = parser.parse_known_args()
    if further and args.command != "lab":
        parser.error(f"unrecognized arguments: {' '.join(further)}")

    if args.command == "kernel":
        print(environment.install_kernel())
        return 0
    environment.prepare()
    if args.command == "lab":
        return environment.open_lab(further)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return make_reports(args.notebooks, args.report_dir, args.executed_dir)


def make_reports(notebooks: list[Path], report_dir: Path, executed_dir: Path | None) -> int:
    # Imported late: Jupyter's modules read the environment that prepare() sets.
    from runner import shelf
    from runner.execute import Failure, execute
    from runner.export import write_notebook, write_report

    for path in notebooks:
        if f"{path.stem}.html" == shelf.INDEX:
            print(f"{path}: {shelf.INDEX} lists the reports; give the notebook another name", file=sys.stderr)
            return 1
    # What is under the short names is of one run: after a failure nothing of an earlier one is left there.
    for path in notebooks:
        (report_dir / f"{path.stem}.html").unlink(missing_ok=True)
    for path in notebooks:
        try:
            notebook = execute(path)
        except Failure as failure:
            if executed_dir:
                write_notebook(failure.notebook, executed_dir / path.name)
            print(f"\n{failure}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print(f"\n{path.name}: interrupted, no report written", file=sys.stderr)
            return 130
        if executed_dir:
            write_notebook(notebook, executed_dir / path.name)
        of = shelf.describe(path, notebook)
        notebook.metadata["tickbook"]["of"] = {**of, "executed": notebook.metadata["tickbook"]["executed"]}
        report = write_report(notebook, report_dir / shelf.file_name(of))
        link = report_dir / f"{path.stem}.html"
        shelf.point(link, report)
        shelf.write_index(report_dir)
        print(link, flush=True)
    print(f"all reports: {report_dir / shelf.INDEX}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
