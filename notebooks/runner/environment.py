"""The environment that notebooks run in: everything lives in the checkout, nothing in the home directory.

What cells need is set by the script that starts the kernel: see notebooks/kernel.
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
TOOLS = ROOT / ".tools"

# Kept from a user's own settings, for what is asked of go here; notebooks/kernel/start does the same for the cells.
GO_SETTINGS = {"GOFLAGS": "", "GOWORK": ""}

SPECIFICATION = {
    "argv": [str(NOTEBOOKS / "kernel" / "start"), "--kernel", "{connection_file}"],
    "display_name": "Go (gonb)",
    "language": "go",
    "interrupt_mode": "message",
}


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
        **GO_SETTINGS,
    )
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH"):
        os.environ.pop(name, None)
    write_specification(jupyter, "gonb", SPECIFICATION)


def install_kernel() -> Path:
    """Write the kernel's specification where the user's editors look for it; return its path."""
    from jupyter_core.paths import jupyter_data_dir

    # Under a name of its own: a user may have another kernel of GoNB.
    return write_specification(Path(jupyter_data_dir()), "tickbook", {**SPECIFICATION, "display_name": "Go (tickbook)"})


def write_specification(data_dir: Path, name: str, specification: dict) -> Path:
    """Write a kernel's specification into a data directory of Jupyter; return its path."""
    path = data_dir / "kernels" / name / "kernel.json"
    replace_file(path, json.dumps(specification, indent=1) + "\n")
    return path


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
    jupyter = TOOLS / "jupyter"
    style = NOTEBOOKS / "runner" / "lab.css"
    replace_file(jupyter / "config" / "custom" / "custom.css", style.read_text(encoding="utf-8"))
    notification = (
        jupyter / "lab" / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    )
    if not notification.exists():  # from here on it is the user's
        replace_file(notification, json.dumps({"fetchNews": "false", "checkForUpdates": False}) + "\n")
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--config={NOTEBOOKS / 'runner' / 'lab_config.py'}",
        f"--ServerApp.root_dir={ROOT}",
        "--LabApp.default_url=/lab/tree/notebooks",
        "--MultiKernelManager.default_kernel_name=gonb",
        "--LanguageServerManager.autodetect=False",  # it runs npm, which writes to the home directory
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        *arguments,
    ]
    os.execv(sys.executable, command)
