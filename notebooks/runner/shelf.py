"""Names reports after what they are of, and lists those of a directory on a page."""

import hashlib
import html
import json
import os
import re
from pathlib import Path

from .environment import ROOT, replace_file

INDEX = "index.html"
PREFIX = "TICKBOOK_"
# Variables that do not change what a report says, or name a place: what is in the place counts.
OTHER = {"DATA", "LOOKS", "KEPT", "ACCEPTED", "GO", "GOPLS", "ROOT", "REQUIRE_BROWSER", "REQUIRE_TOOLS"}
META = re.compile(r'<meta name="tickbook-report" content="([^"]*)">')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
STYLE = """:root { color-scheme: light dark; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.6 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { text-align: left; padding: 0.3rem 1rem 0.3rem 0; border-bottom: 1px solid #8886; vertical-align: top; }
"""


def describe(path: Path, notebook) -> dict:
    """Return what a report of the notebook at path is of: its symbol or symbols, its days, the parameters that were
    given, and a digest of these, of the notebook's cells and of the names and sizes of the files of trades."""
    given = {
        name.removeprefix(PREFIX): value
        for name, value in sorted(os.environ.items())
        if name.startswith(PREFIX) and value and name.removeprefix(PREFIX) not in OTHER
    }
    symbols = [given.pop("SYMBOL", "BTCUSDT")]
    listed = [symbol.strip() for symbol in given.pop("SYMBOLS", "").split(",") if symbol.strip()]
    if any("SymbolsFromEnv" in cell.source for cell in notebook.cells):
        symbols = listed or sorted(folder.parent.name for folder in _data().glob("*/trades"))
    files = [file for symbol in symbols for file in _files(symbol, given)]
    symbol = ",".join(symbols)
    days = sorted({Path(name).stem for name, _ in files})
    accepted = os.environ.get(f"{PREFIX}ACCEPTED", "")
    known = [
        [cell.source for cell in notebook.cells],
        [symbol, given, files],
        Path(accepted).read_text("utf-8", "replace") if accepted and Path(accepted).is_file() else "",
    ]
    return {
        "notebook": path.stem,
        "symbol": symbol,
        "days": [days[0], days[-1]] if days else [],
        "parameters": given,
        "digest": hashlib.sha256(json.dumps(known).encode()).hexdigest()[:8],
    }


def _data() -> Path:
    return Path(os.environ.get(f"{PREFIX}DATA") or ROOT / "build" / "data")


def _files(symbol: str, given: dict) -> list:
    """List the files of trades in the span with their sizes."""
    sources = [source.split(":")[0].strip() for source in given.get("SOURCES", "").split(",") if source.strip()]
    first, last = given.get("FROM", ""), given.get("TO", "9999")
    found = []
    if "/" not in symbol:
        for file in (_data() / symbol / "trades").glob("*/????-??-??.parquet"):
            if first <= file.stem <= last and (not sources or file.parent.name in sources):
                found.append([f"{file.parent.name}/{file.name}", file.stat().st_size])
    return sorted(found)


def file_name(of: dict) -> str:
    """Return the name of a report's file, such as 03_BTCUSDT_2025-11-01_2026-01-31_1a2b3c4d.html."""
    parts = [of["notebook"], of["symbol"], *of["days"], of["digest"]]
    return "_".join(re.sub(r"[^A-Za-z0-9.-]", "_", part) for part in parts) + ".html"


def point(link: Path, report: Path) -> None:
    """Make link show the report, which is in the same directory."""
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(report.name)
    except OSError:  # a file system without links
        replace_file(link, report.read_text(encoding="utf-8"))


def write_index(directory: Path) -> Path:
    """List the reports of a directory on a page, the latest first."""
    rows = []
    for path in directory.glob("*.html"):
        if path.is_symlink() or path.name == INDEX:
            continue
        with open(path, encoding="utf-8", errors="replace") as page:
            start = page.read(4096)
        meta, title = META.search(start), TITLE.search(start)
        if not meta:
            continue
        of = json.loads(html.unescape(meta.group(1)))
        if path.name != file_name(of):
            continue  # a copy
        given = ", ".join(f"{name}={value}" for name, value in of["parameters"].items())
        link = f'<a href="{html.escape(path.name)}">{title.group(1) if title else html.escape(of["notebook"])}</a>'
        cells = [of["symbol"], " – ".join(of["days"]), given or "defaults", of["executed"], of["digest"]]
        rows.append((of["executed"], path.name, "".join(f"<td>{c}</td>" for c in [link, *map(html.escape, cells)])))
    head = "".join(f"<th>{name}</th>" for name in ("report", "symbol", "days", "parameters", "executed", "digest"))
    body = "\n".join(f"<tr>{row}</tr>" for _, _, row in sorted(rows, reverse=True))
    index = directory / INDEX
    replace_file(
        index,
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Reports</title>\n'
        f'<link rel="icon" href="data:,">\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>Reports</h1>\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>\n</body>\n</html>\n",
    )
    return index
