"""A standalone Spark cluster on loopback, for tests: one master, two workers of one core, and what kills them."""

import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from pathlib import Path

import pyspark

SPARK_HOME = Path(pyspark.__file__).parent
MARK = "TICKBOOK_SPARK_TEST"
WORKERS = 2


class Cluster:
    """Every process of the cluster has a mark in its environment, by which it is found and ended."""

    def __init__(self, folder: Path, python: str):
        self.folder = folder
        self.mark = uuid.uuid4().hex
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "JAVA_HOME", "LANG") if name in os.environ},
            MARK: self.mark,
            "SPARK_HOME": str(SPARK_HOME),
            "SPARK_LOCAL_IP": "127.0.0.1",  # without it Spark listens on the machine's own address
            "SPARK_LOCAL_HOSTNAME": "localhost",
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_DAEMON_MEMORY": "512m",
            "PYSPARK_PYTHON": python,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.master = f"spark://127.0.0.1:{free_port()}"
        self.workers = {}

    def __enter__(self):
        try:
            self.folder.mkdir(parents=True)
            port = self.master.rpartition(":")[2]
            self.daemon("master", "master.Master", "--host", "127.0.0.1", "--port", port, "--webui-port", "0")
            self.wait_for("master", "New state: ALIVE")
            for i in range(WORKERS):
                self.start_worker(i)
            for i in range(WORKERS):
                self.wait_for(f"worker{i}", "Successfully registered with master")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # What a dying process has just started is found by the next look.
        while alive := self.processes():
            for pid in alive:
                kill(pid)
            time.sleep(0.1)
        shutil.rmtree(self.folder, ignore_errors=True)

    def daemon(self, name, main, *arguments):
        return self.launch(name, [SPARK_HOME / "bin" / "spark-class", f"org.apache.spark.deploy.{main}", *arguments])

    def launch(self, name, command):
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def start_worker(self, i):
        size = ["--cores", "1", "--memory", "1g", "--webui-port", "0", "--work-dir", self.folder / f"work{i}"]
        self.workers[i] = self.daemon(f"worker{i}", "worker.Worker", "--host", "127.0.0.1", *size, self.master)

    def start_connect(self):
        """Starts a Connect server, an application of the cluster, and returns its address."""
        port = free_port()
        conf = [f"spark.connect.grpc.binding.port={port}", "spark.connect.grpc.binding.address=127.0.0.1", *CONF]
        command = [SPARK_HOME / "bin" / "spark-submit", "--master", self.master, *options(conf)]
        command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
        self.launch("connect", command)
        self.wait_for("connect", "Spark Connect server started")
        return f"sc://127.0.0.1:{port}"

    def wait_for(self, name, text, seconds=120):
        """Waits until a log has the text."""
        path, end = self.folder / f"{name}.log", time.monotonic() + seconds
        while not path.exists() or text not in path.read_text(errors="replace"):
            if time.monotonic() > end:
                raise TimeoutError(f"{name} did not say {text!r} within {seconds} s:\n{path.read_text()[-2000:]}")
            time.sleep(0.1)

    def processes(self, wanted=lambda words: True):
        """The ids of the cluster's processes, of those whose command line is wanted."""
        return [pid for pid in marked(self.mark) if wanted(command_line(pid))]

    def restart_dead_workers(self):
        """Does what a service manager does; returns how many it started."""
        dead = [i for i, process in self.workers.items() if process.poll() is not None]
        for i in dead:
            self.start_worker(i)
        return len(dead)


# One attempt that is killed counts as a failure of its task, and as many in a row end the job.
CONF = ["spark.ui.enabled=false", "spark.executor.memory=512m", "spark.task.maxFailures=12"]


def options(conf):
    return [word for setting in conf for word in ("--conf", setting)]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def marked(mark):
    """The processes, of this user, with the mark in their environment."""
    wanted = f"{MARK}={mark}".encode()
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if wanted in Path(entry.path, "environ").read_bytes().split(b"\0"):
                    yield int(entry.name)
            except OSError:
                pass  # another user's, or gone


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def kill(pid):
    """Ends a process with no chance to clean up; reports whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
