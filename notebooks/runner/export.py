"""Turns an executed notebook into one HTML file that asks nothing of the network and runs no script but its own."""

import base64
import hashlib
import json
import re
from pathlib import Path

import nbformat
from mistune.util import safe_entity
from nbconvert import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from . import places
from .environment import NOTEBOOKS, replace_file
from .execute import PROGRESS_MARK

HEADING = re.compile(r'<h([1-3])\s+id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
ANCHOR = re.compile(r'<a class="anchor-link"[^>]*>.*?</a>', re.DOTALL)
TAGS = re.compile(r"<[^>]+>")
CONTENTS = "<!-- contents -->"


def write_notebook(notebook, path: Path) -> None:
    """Write the notebook with its outputs."""
    replace_file(path, nbformat.writes(notebook))


def write_report(notebook, path: Path) -> Path:
    """Write the report to path and return path."""
    replace_file(path, render(notebook))
    return path


def render(notebook) -> str:
    """Return the report's HTML."""
    notebook = without_progress(notebook)
    places.hide(notebook)
    exporter = HTMLExporter(template_name="template", extra_template_basedirs=[str(NOTEBOOKS)])
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="go", parent=exporter))
    exporter.register_filter("markdown2html", markdown_to_html)
    script = (NOTEBOOKS / "template" / "report.js").read_text(encoding="utf-8")
    resources = {"metadata": {"name": title(notebook)}, "script": script, "script_digest": digest(script)}
    resources["of"] = json.dumps(notebook.metadata.get("tickbook", {}).get("of", {}), ensure_ascii=False)
    # Not HTMLExporter's own method: it parses the page and writes it anew, which changes the figures' SVG.
    page, _ = TemplateExporter.from_notebook_node(exporter, notebook, resources)
    return page.replace(CONTENTS, contents(page))


def digest(script: str) -> str:
    """Return the source expression that has a content security policy allow the script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def markdown_to_html(source: str) -> str:
    """Return the HTML of Markdown in which tags are text."""
    return MarkdownWithMath(renderer=_Renderer()).render(source)


class _Renderer(IPythonRenderer):
    def __init__(self):
        super().__init__(escape=True, allow_harmful_protocols=False)

    def text(self, text: str) -> str:
        return safe_entity(text)  # escape alone would escape the & of &amp; again

    def block_mermaidjs(self, code: str) -> str:
        return self.block_code(code)  # the base passes code on as it is


def without_progress(notebook):
    """Return a copy of the notebook without progress bars and empty outputs, text of one stream in one piece."""
    notebook = nbformat.from_dict(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _joined([output for output in cell.outputs if not _is_passing(output)])
    return notebook


def _is_passing(output) -> bool:
    if "data" not in output:
        return False
    source = output.data.get("text/html")
    return source is not None and (source.startswith(PROGRESS_MARK) or not source.strip())


def _joined(outputs: list) -> list:
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def title(notebook) -> str:
    """Return the notebook's first heading."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = re.search(r"^#\s+(.+?)\s*#*$", cell.source, re.MULTILINE)
            if found:
                return re.sub(r"[*_`]", "", found.group(1))
    return "Notebook"


def contents(page: str) -> str:
    """Return a list of links to the page's headings of the second and third level."""
    items = []
    for level, identifier, inner in HEADING.findall(page):
        text = TAGS.sub("", ANCHOR.sub("", inner)).strip()
        if level != "1":
            items.append(f'<li class="level-{level}"><a href="#{identifier}">{text}</a></li>')
    return "<ul>\n" + "\n".join(items) + "\n</ul>" if items else ""
