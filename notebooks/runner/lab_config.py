"""The configuration of JupyterLab under make lab; Jupyter runs this file, and c is the configuration."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def is_tracked(path: str) -> bool:
    """Say whether git tracks a file of the checkout; without git, whether it may be one of the project's notebooks."""
    try:
        found = subprocess.run(["git", "ls-files", "--error-unmatch", path], cwd=ROOT, capture_output=True)
        return found.returncode == 0
    except OSError:
        return Path(path).parent == Path("notebooks")


def without_outputs(model, path: str, **_) -> None:
    """Keep what cells showed out of the notebooks that git tracks, so that running one does not change its file."""
    if model["type"] != "notebook" or not is_tracked(path.strip("/")):
        return
    notebook = model["content"]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        for name in ("trusted", "execution", "collapsed"):
            cell["metadata"].pop(name, None)
    language = notebook["metadata"].get("language_info", {})
    for name in set(language) - {"file_extension", "mimetype", "name"}:
        del language[name]


c.ContentsManager.pre_save_hook = without_outputs  # noqa: F821
c.LabApp.custom_css = True  # noqa: F821
