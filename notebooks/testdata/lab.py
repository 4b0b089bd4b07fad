"""Works in JupyterLab as a person does, in headless Chromium, and prints what it saw as JSON.

    lab.py CHROMIUM NOTEBOOK OWN_NOTEBOOK

NOTEBOOK and OWN_NOTEBOOK are paths in the checkout: of notebook 03 and of one from the template. Run with the Python of
.tools/venv. The browser is steered through its DevTools protocol, JupyterLab through the commands of its menus. With
LAB_PICTURES=DIR pictures of the window are saved there.
"""

import asyncio
import base64
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

ROOT = Path(__file__).resolve().parents[2]
PANEL = "window.jupyterapp.shell.currentWidget"
CELLS = f"{PANEL}.content.widgets"


class Page:
    """A page of the browser."""

    def __init__(self, socket):
        self.socket, self.calls = socket, 0

    async def call(self, method: str, **parameters):
        self.calls += 1
        await self.socket.write_message(json.dumps({"id": self.calls, "method": method, "params": parameters}))
        while True:
            message = await self.socket.read_message()
            if message is None:
                raise RuntimeError("the browser is gone")
            answer = json.loads(message)
            if answer.get("id") == self.calls:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    async def run(self, script: str):
        """Return the value of an expression, awaited if it is a promise."""
        answer = await self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def until(self, condition: str, seconds: float = 60):
        """Wait until an expression is true; return its value."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = await self.run(condition)
            if value:
                return value
            await asyncio.sleep(0.2)
        raise TimeoutError(f"not within {seconds} s: {condition}")

    async def key(self, name: str, code: int, shift: bool = False):
        for kind in ("rawKeyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                code=name,
                windowsVirtualKeyCode=code,
                modifiers=8 if shift else 0,
            )

    async def command(self, name: str, wait: bool = True):
        done = ".then(() => null)" if wait else ", null"
        await self.run(f"window.jupyterapp.commands.execute({json.dumps(name)}){done}")

    async def open(self, path: str):
        """Open a notebook, make it the current one, and wait for its kernel."""
        named = json.dumps(path)
        await self.run(f"window.jupyterapp.commands.execute('docmanager:open', {{path: {named}}}).then(() => null)")
        await self.run(f"""(() => {{
            const all = [...window.jupyterapp.shell.widgets('main')];
            window.jupyterapp.shell.activateById(all.find((w) => w.context?.path === {named}).id);
        }})()""")
        await self.until(f"{PANEL}?.context?.path === {named} && {PANEL}.sessionContext.session?.kernel?.status", 120)

    async def write(self, index: int, source: str):
        """Make a cell the active one, with this source and the cursor at its end."""
        lines = source.split("\n")
        await self.run(f"""(() => {{
            const notebook = {PANEL}.content;
            notebook.activeCellIndex = {index};
            notebook.activeCell.model.sharedModel.setSource({json.dumps(source)});
            notebook.mode = 'edit';
            const editor = notebook.activeCell.editor;
            editor.setCursorPosition({{line: {len(lines) - 1}, column: {len(lines[-1])}}});
            editor.focus();
        }})()""")

    async def append(self, source: str) -> int:
        index = await self.run(f"{CELLS}.length")
        await self.run(f"{PANEL}.model.sharedModel.insertCell({index}, {{cell_type: 'code', source: ''}}), null")
        await self.write(index, source)
        return index

    async def idle(self, seconds: float = 600):
        await self.until(
            f"{PANEL}.sessionContext.session.kernel.status === 'idle' && "
            f"!{CELLS}.some((cell) => cell.model.executionState === 'running')",
            seconds,
        )

    async def execute(self, index: int, source: str) -> str:
        """Write and run a cell; return what it shows."""
        await self.write(index, source)
        await self.command("notebook:run-cell")
        await self.idle()
        return await self.shown(index)

    async def shown(self, index: int) -> str:
        return await self.run(f"{CELLS}[{index}].outputArea.node.innerText")

    async def cell_with(self, text: str) -> int:
        return await self.run(f"{CELLS}.findIndex((c) => c.model.sharedModel.source.includes({json.dumps(text)}))")

    async def tries(self, key: tuple, found: str):
        """Press a key until something is found: gopls is there a while after the kernel."""
        end = time.monotonic() + 180
        while time.monotonic() < end:
            await self.key(*key)
            for _ in range(15):
                value = await self.run(found)
                if value:
                    await self.key("Escape", 27)
                    return value
                await asyncio.sleep(0.2)
            await self.key("Escape", 27)
            await self.run(f"{PANEL}.content.mode = 'edit', {PANEL}.content.activeCell.editor.focus()")
        return None

    async def figures(self) -> list:
        """How far each figure reaches beyond its cell's output, in pixels, and what it says to who cannot see it."""
        return await self.run(f"""[...{PANEL}.content.node.querySelectorAll('.jp-OutputArea-output img')].map((e) => ({{
            beyond: e.getBoundingClientRect().right - e.closest('.jp-OutputArea-output').getBoundingClientRect().right,
            alt: e.getAttribute('alt') ?? ''}}))""")

    async def theme(self, name: str):
        await self.run(
            f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{name}'}}).then(() => null)"
        )
        await self.until(f"document.body.dataset.jpThemeName === '{name}'")

    async def picture(self, name: str, width: int = 1400):
        """Save what a window of this width shows, if LAB_PICTURES names a directory."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
        )
        await asyncio.sleep(1)
        if directory := os.environ.get("LAB_PICTURES"):
            answer = await self.call("Page.captureScreenshot", format="png")
            (Path(directory) / f"{name}.png").write_bytes(base64.b64decode(answer["data"]))


def step(name: str):
    print(f"{time.strftime('%H:%M:%S')} {name}", file=sys.stderr, flush=True)


async def work_in_own(page: Page, own: str) -> dict:
    """Work in a notebook from the template: names, documentation, a cell added, and cells that go wrong."""
    saw = {}
    step("own notebook")
    await page.open(own)
    await page.command("notebook:run-all-cells")
    await page.idle()
    saw["own"] = await page.run(f"{PANEL}.content.node.innerText")
    step("names")
    last = await page.append("%%\nreport.Dec")
    saw["names"] = await page.tries(
        ("Tab", 9), "[...document.querySelectorAll('.jp-Completer-item')].map((e) => e.innerText.trim()).join(' ')"
    )
    step("documentation")
    await page.write(last, "%%\nnb.Show")
    saw["documentation"] = await page.tries(("Tab", 9, True), "document.querySelector('.jp-Tooltip')?.innerText")
    step("cells")
    saw["added"] = await page.execute(last, '%%\nnb.Printf("%d features\\n", len(features()))')
    saw["compile error"] = await page.execute(last, "%%\nnb.Show(undefinedName)")
    saw["panic"] = await page.execute(last, '%%\npanic("boom")')
    await page.write(last, '%%\nnb.Printf("asleep\\n")\ntime.Sleep(time.Hour)')
    await page.command("notebook:run-cell", wait=False)
    await page.until(f"{CELLS}[{last}].outputArea.node.innerText.includes('asleep')")
    clock = time.monotonic()
    await page.command("notebook:interrupt-kernel")
    await page.idle(30)
    saw["interrupted after"] = time.monotonic() - clock
    saw["after the interrupt"] = await page.execute(last, '%%\nnb.Printf("%d\\n", 6*7)')
    await page.command("docmanager:save")
    return saw


async def work_in_tracked(page: Page, notebook: str) -> dict:
    """Run all of notebook 03, then another grid in section 4, and look at the sections below."""
    saw = {}
    step("all of the notebook")
    await page.open(notebook)
    await page.command("notebook:run-all-cells")
    await page.idle()
    saw["notebook"] = await page.run(f"{CELLS}.map((c) => c.outputArea?.node.innerText ?? '').join('\\n')")
    saw["not run"] = await page.run(
        f"{CELLS}.filter((c) => c.model.type === 'code' && c.model.executionCount === null).length"
    )
    figure = f"{PANEL}.content.node.querySelector('img.tickbook-figure')"
    await page.run(f"{figure}?.scrollIntoView()")
    for width in (1400, 1280):
        await page.picture(f"lab_{width}", width)
        saw[f"figures at {width}"] = await page.figures()
    await page.theme("JupyterLab Dark")
    saw["dark"] = await page.run(f"getComputedStyle({figure}).filter")
    await page.picture("lab_dark")
    await page.theme("JupyterLab Light")
    step("another grid")
    grid = await page.cell_with("func grid()")
    source = await page.run(f"{CELLS}[{grid}].model.sharedModel.source")
    old = "return symbol().Config.Reference.Grid"
    new = "g := ms.DefaultGrid(); g.Filters, g.Thresholds = g.Filters[:1], g.Thresholds[:1]; return g"
    saw["grid"] = await page.execute(grid, source.replace(old, new))
    for name, text in (("best", "report.BestStats"), ("walk-forward", "report.WalkForwardTrials")):
        index = await page.cell_with(text)
        await page.run(f"{PANEL}.content.activeCellIndex = {index}")
        await page.command("notebook:run-cell")
        await page.idle()
        saw[name] = await page.shown(index)
    await page.run(f"{CELLS}[{grid}].model.sharedModel.setSource({json.dumps(source)})")
    await page.command("docmanager:save")
    return saw


async def main(chromium: str, notebook: str, own: str) -> dict:
    started = []
    lab = [sys.executable, ROOT / "notebooks" / "run.py", "lab", "--no-browser", "--port=0", "--allow-root"]
    lab.append("--LabApp.expose_app_in_browser=True")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, open(f"{scratch}/log", "w+") as log:
        browser = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
        browser += ["--window-size=1400,900", "--remote-debugging-port=0", f"--user-data-dir={scratch}/profile"]
        try:
            started.append(subprocess.Popen(lab, stdout=log, stderr=log))
            address = await line(Path(scratch) / "log", r"http://127\.0\.0\.1:\d+/lab\S*token=\w+")
            started.append(subprocess.Popen([*browser, "about:blank"], stdout=subprocess.DEVNULL, stderr=log))
            port = await line(Path(scratch) / "profile" / "DevToolsActivePort", r"^\d+")
            targets = json.loads((await AsyncHTTPClient().fetch(f"http://127.0.0.1:{port}/json/list")).body)
            target = next(t for t in targets if t["type"] == "page")
            page = Page(await websocket_connect(target["webSocketDebuggerUrl"], max_message_size=1 << 28))
            await page.call("Emulation.setFocusEmulationEnabled", enabled=True)  # keys go to the focused notebook
            await page.call("Page.navigate", url=address)
            await page.until("window.jupyterapp?.shell && window.jupyterapp.restored.then(() => true)", 120)
            await asyncio.sleep(2)
            news = await page.run("document.querySelectorAll('.Toastify__toast').length")
            return {"news": news, **await work_in_own(page, own), **await work_in_tracked(page, notebook)}
        except BaseException:
            log.seek(0)
            print(log.read()[-4000:], file=sys.stderr)
            raise
        finally:
            for process in reversed(started):
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


async def line(path: Path, pattern: str) -> str:
    """Wait until a file has a text; return it."""
    for _ in range(300):
        found = re.search(pattern, path.read_text() if path.exists() else "")
        if found:
            return found.group()
        await asyncio.sleep(0.2)
    raise TimeoutError(f"{path} has no {pattern}")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(*sys.argv[1:]))))
