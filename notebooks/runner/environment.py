"""The environment that notebooks run in: everything lives in the checkout, nothing in the home directory."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
TOOLS = ROOT / ".tools"

# Kept from a user's own settings: GOFLAGS=-mod=… and GOWORK=off break workspaces, which the first cell of a notebook
# makes. Leaving out symbol tables (-s) links a cell in two thirds of the time; stack traces keep their lines.
GO_SETTINGS = {"GOFLAGS": "-ldflags=-s -buildvcs=false", "GOWORK": ""}


def prepare() -> None:
    """Point Jupyter and the cells at the checkout and write the kernel's specification."""
    jupyter = TOOLS / "jupyter"
    os.environ.update(
        JUPYTER_DATA_DIR=str(jupyter),
        JUPYTER_CONFIG_DIR=str(jupyter / "config"),
        JUPYTER_RUNTIME_DIR=str(jupyter / "runtime"),
        JUPYTERLAB_SETTINGS_DIR=str(jupyter / "lab" / "settings"),
        JUPYTERLAB_WORKSPACES_DIR=str(jupyter / "lab" / "workspaces"),
        IPYTHONDIR=str(TOOLS / "ipython"),
        # goimports keeps an index in the user's cache directory, where Go's build cache stays.
        GOCACHE=subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True).stdout.strip(),
        XDG_CACHE_HOME=str(TOOLS / "cache"),
        PATH=os.pathsep.join([str(TOOLS / "bin"), os.environ.get("PATH", os.defpath)]),
        **GO_SETTINGS,
    )
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ.pop(name, None)
    specification = {
        "argv": [
            str(TOOLS / "bin" / "gonb"),
            "--kernel",
            "{connection_file}",
            "-logtostderr=false",
            "-stderrthreshold=FATAL",
        ],
        "display_name": "Go (gonb)",
        "language": "go",
        "interrupt_mode": "message",
    }
    replace_file(jupyter / "kernels" / "gonb" / "kernel.json", json.dumps(specification, indent=1) + "\n")


def replace_file(path: Path, text: str) -> None:
    """Write text to path so that path never holds a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def open_lab(arguments: list[str]) -> int:
    """Replace this process by JupyterLab, opened on the notebooks."""
    os.chdir(ROOT)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/notebooks",
        "--MultiKernelManager.default_kernel_name=gonb",
        "--LanguageServerManager.autodetect=False",  # it runs npm, which writes to the home directory
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        *arguments,
    ]
    os.execv(sys.executable, command)
