"""Run the job on a cluster whose parts are killed, and compare what it leaves with what one process leaves.

    cluster_test.py TICKBOOK FOLDER

TICKBOOK is the program; FOLDER is made, used and removed. Everything that was started is ended, also on a failure.
"""

import sys

sys.dont_write_bytecode = True

import hashlib
import json
import os
import random
import shutil
import subprocess
import time
from pathlib import Path

from cluster import CONF, MARK, SPARK_HOME, Cluster, kill, options

HERE = Path(__file__).resolve().parent
SEED = 20251101
DAYS, SOURCES = 40, 3
KILLS = 10
# A key of these small days takes some milliseconds, too short to be killed in. So where there are kills, a worker
# pauses before each key, and hands it to a process of tickbook of its own.
PAUSE = """#!/bin/sh
while IFS= read -r key; do sleep 0.2; printf '%s\\n' "$key" | "$@" || exit; done
"""


def main(tickbook: Path, folder: Path) -> int:
    if why := java_is_missing():
        print(f"skipped: Spark, for want of {why}")
        return 1 if os.environ.get("TICKBOOK_REQUIRE_TOOLS") else 0
    folder.mkdir(parents=True)
    start = time.monotonic()
    try:
        with Cluster(folder / "cluster", sys.executable) as cluster:
            Test(cluster, tickbook, folder).run()
        assert not cluster.processes(), "processes of the cluster are left"
    finally:
        shutil.rmtree(folder)
    print(f"Spark: all of it holds; {time.monotonic() - start:.0f} s")
    return 0


def java_is_missing() -> str:
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else "java"
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return "Java 17 or newer (on Debian and Ubuntu: apt install openjdk-17-jre-headless)"
    version = said.partition('version "')[2].partition('"')[0]
    return "" if int(version.split(".")[0] or 0) >= 17 else f"Java 17 or newer; {java} is {version}"


class Test:
    def __init__(self, cluster: Cluster, tickbook: Path, folder: Path):
        self.cluster, self.tickbook, self.folder, self.data = cluster, tickbook, folder, folder / "data"
        self.random = random.Random(SEED)  # of the processes to kill: how many there are is a matter of time
        self.pause = folder / "pause"
        self.pause.write_text(PAUSE)
        self.pause.chmod(0o755)

    def run(self):
        synth = ["synth", "--out", self.data, "--start", "2025-11-01", "--days", str(DAYS), "--trades-per-bar", "5"]
        subprocess.run([self.tickbook, *synth], check=True, stdout=subprocess.DEVNULL)
        plan = [self.tickbook, "plan", "--data", self.data, "--list"]
        keys = subprocess.run(plan, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        assert len(set(keys)) == len(keys) == DAYS * SOURCES, f"{len(keys)} keys"

        alone = subprocess.run(
            self.worker("alone"), input="\n".join(keys), check=True, stdout=subprocess.PIPE, text=True
        ).stdout.splitlines()
        self.want = {r["key"]: what_counts(r) for r in map(json.loads, alone)}
        self.bytes = digests(self.folder / "alone")
        assert len(self.want) == len(keys) and not any("error" in r for r in self.want.values()), alone

        self.refused(keys)
        self.with_kills("pipe", keys, "spark-submit", KILLS)
        self.poisoned("pipe", keys, "spark-submit")
        self.failing(keys)
        self.silent(keys)
        remote = self.cluster.start_connect()
        self.with_kills("arrow", keys, remote, KILLS // 3)
        self.poisoned("arrow", keys, remote)

    def with_kills(self, name, keys, by, kills):
        """Kills parts of the cluster when certain numbers of keys, chosen by the seed, are finished.

        An executor, a worker of Spark, which is then started again, or the process that runs a task's keys.
        """
        kinds = (["executor"] * 4 + ["worker"] * 3 + ["task"] * 3)[:: KILLS // kills]
        chosen = random.Random(f"{SEED} {name}")
        chosen.shuffle(kinds)
        moments = sorted(chosen.sample(range(1, len(keys) - 1), kills))
        start = time.monotonic()
        job = self.start(name, keys, by, worker=[self.pause, *self.worker(name)])
        for moment, kind in zip(moments, kinds, strict=False):
            self.until(job, lambda moment=moment: len(digests(self.folder / name)) >= moment)
            self.until(job, lambda kind=kind: self.kill_one(kind))
            time.sleep(0.5)
            self.cluster.restart_dead_workers()
        self.finish(job)
        seconds = time.monotonic() - start
        self.compare(name, keys)
        killed = ", ".join(f"{kind} at {moment}" for moment, kind in zip(moments, kinds, strict=False))
        print(f"{name}: {len(keys)} keys, killed -9 at so many finished: {killed}: the same bytes; {seconds:.0f} s")

    def poisoned(self, name, keys, by):
        """A file that is cut off is a result with an error, and the others are as ever."""
        name += "-poisoned"
        bad, others = keys[5], [key for key in keys[:12] if key != keys[5]]
        for key in keys[:12]:
            symbol, source, date = key.split("/")
            file = Path(symbol, "trades", source, f"{date}.parquet")
            copy = self.folder / f"{name}.data" / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self.data / file, copy)
            if key == bad:
                os.truncate(copy, copy.stat().st_size // 2)
        self.finish(self.start(name, keys[:12], by, worker=self.worker(name, self.folder / f"{name}.data")))
        result = {r["key"]: r for r in self.results(name)}
        assert bad.rpartition("/")[2] in result[bad]["error"], result[bad]
        assert {key: what_counts(result[key]) for key in others} == {key: self.want[key] for key in others}
        print(f"{name}: a poisoned day is a row: {result[bad]['error']}")

    def refused(self, keys):
        """Wrong arguments are refused before Spark starts."""
        few, none = self.folder / "few.keys", self.folder / "none.keys"
        few.write_text(keys[0])
        none.write_text("\n \n")
        for arguments, want in (
            (["--keys", none], "has no keys"),
            (["--keys", few, "--keys-per-task", "0"], "give at least 1"),
            (["--keys", few, "--env", "TICKBOOK_UNSET"], "the variable is not set"),
            (["--keys", self.folder / "missing.keys"], "No such file"),
        ):
            command = [sys.executable, HERE / "job.py", "--results", self.folder / "refused", *arguments, "--", "true"]
            job = subprocess.run(command, env=self.cluster.environment, capture_output=True, text=True)
            assert job.returncode != 0 and want in job.stderr, f"{arguments}: {job.stderr}"

    def failing(self, keys):
        """A worker that cannot write is no row: the job fails, and leaves no results."""
        (self.folder / "failing").write_text("a file where a folder belongs")
        job = self.start("failing", keys[:4], "spark-submit", "spark.task.maxFailures=2")
        assert job.wait(600) != 0, "the job ended well, but its workers could not write"
        assert not (self.folder / "failing.jsonl").exists()

    def silent(self, keys):
        """Workers that end well without a result are found out."""
        job = self.start("silent", keys[:4], "spark-submit", worker=["true"])
        assert job.wait(600) == 1 and "without a result for 4 keys" in ended(job), ended(job)
        assert not (self.folder / "silent.jsonl").exists()
        print("pipe: workers that cannot write fail the job, and so do those that say nothing")

    def worker(self, name, data=None):
        return [self.tickbook, "features", "--data", data or self.data, "--cache", self.folder / name, "--keys", "-"]

    def start(self, name, keys, by, *conf, worker=None):
        """Starts the job: by spark-submit, or by Connect at an address."""
        file = self.folder / f"{name}.keys"
        file.write_text("".join(key + "\n" for key in keys))
        job = [HERE / "job.py", "--keys", file, "--results", self.folder / f"{name}.jsonl", "--env", MARK]
        environment = self.cluster.environment
        if by == "spark-submit":
            submit = [SPARK_HOME / "bin" / "spark-submit", "--master", self.cluster.master]
            command = [*submit, *options([*CONF, *conf]), *job]
        else:
            environment = {**environment, "SPARK_REMOTE": by}
            command = [sys.executable, *job]
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [*command, "--", *(worker or self.worker(name))], env=environment, stdout=log, stderr=log
            )

    def finish(self, job, seconds=600):
        start = time.monotonic()
        while job.poll() is None:
            assert time.monotonic() < start + seconds, "the job does not end"
            self.cluster.restart_dead_workers()
            time.sleep(0.1)
        assert job.returncode == 0, ended(job)

    def until(self, job, done, seconds=240):
        end = time.monotonic() + seconds
        while not done():
            assert job.poll() is None, "before all was killed, " + ended(job)
            assert time.monotonic() < end, "nothing happens any more"
            time.sleep(0.02)

    def kill_one(self, kind):
        found = self.cluster.processes(
            {
                "executor": lambda words: "org.apache.spark.executor.CoarseGrainedExecutorBackend" in words,
                "worker": lambda words: "org.apache.spark.deploy.worker.Worker" in words,
                "task": lambda words: words[:2] == ["/bin/sh", str(self.pause)],
            }[kind]
        )
        return bool(found) and kill(self.random.choice(sorted(found)))

    def results(self, name):
        return [json.loads(line) for line in (self.folder / f"{name}.jsonl").read_text().splitlines()]

    def compare(self, name, keys):
        results = self.results(name)
        assert [r["key"] for r in results] == keys, f"{len(results)} results for {len(keys)} keys"
        assert {r["key"]: what_counts(r) for r in results} == self.want, "the results differ from those of one process"
        left = digests(self.folder / name)
        differ = sorted(path for path in left.keys() | self.bytes.keys() if left.get(path) != self.bytes.get(path))
        assert not differ, f"files differ from those of one process: {differ}"


def ended(job):
    log = Path(next(word for word in map(str, job.args) if word.endswith(".keys"))).with_suffix(".log")
    return f"the job ended with {job.returncode}:\n{log.read_text()[-6000:]}"


def what_counts(result):
    """A result without what differs from run to run."""
    return {name: value for name, value in result.items() if name not in ("seconds", "state")}


def digests(folder):
    """The digest of every file below the folder, by its path; a killed process may leave a temporary one."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".tmp"
    }


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
