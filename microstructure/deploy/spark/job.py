"""Run a worker over keys on Spark: one result per key, in the order of the keys.

    spark-submit --master spark://HOST:7077 job.py --keys FILE --results FILE -- tickbook features --data DIR --keys -
    SPARK_REMOTE=sc://HOST:15002 python job.py …                                                   by Spark Connect

The worker, all that follows --, reads keys on standard input and prints one JSON object per finished key. It and DIR
are at the same path on every machine. A day whose data are bad is a result with "error", and no failure. A worker that
ends with another status than 0 fails its task, which Spark repeats, on another executor if there is one; what the
worker had finished then costs it one look per key.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.utils import is_remote


def main() -> int:
    parser = argparse.ArgumentParser(description="Run a worker over keys on Spark.")
    parser.add_argument("--keys", type=Path, required=True, metavar="FILE", help="keys, one per line")
    parser.add_argument("--results", type=Path, required=True, metavar="FILE", help="where the JSON lines go")
    parser.add_argument("--keys-per-task", type=int, default=4, metavar="N", help="what a failure repeats (default: 4)")
    parser.add_argument("--env", action="append", default=[], metavar="NAME", help="a variable to hand to the workers")
    parser.add_argument("worker", nargs="+", metavar="WORKER", help="the command, after --")
    args = parser.parse_args()
    try:
        rows = args.keys.read_text().splitlines()
    except (OSError, ValueError) as e:
        parser.error(f"--keys {args.keys}: {e}")
    keys = list(dict.fromkeys(filter(None, map(str.strip, rows))))
    if not keys:
        parser.error(f"{args.keys} has no keys: tickbook plan --list prints them")
    if args.keys_per_task < 1:
        parser.error(f"--keys-per-task {args.keys_per_task}: give at least 1")
    if unset := [name for name in args.env if name not in os.environ]:
        parser.error(f"--env {unset[0]}: the variable is not set")

    spark = SparkSession.builder.appName("tickbook").getOrCreate()
    tasks = -(-len(keys) // args.keys_per_task)
    environment = {name: os.environ[name] for name in args.env}
    lines = (by_arrow if is_remote() else by_pipe)(spark, keys, tasks, args.worker, environment)
    spark.stop()

    results = {json.loads(line)["key"]: line for line in lines}
    if missing := [key for key in keys if key not in results]:
        sys.exit(f"job.py: the workers ended well without a result for {len(missing)} keys, the first {missing[0]}")
    part = args.results.with_name(args.results.name + ".part")
    part.write_text("".join(results[key] + "\n" for key in keys))
    part.replace(args.results)
    errors = sum("error" in json.loads(results[key]) for key in keys)
    print(f"{len(keys)} keys, {errors} of them with an error: {args.results}")
    return 0


def by_pipe(spark, keys, tasks, worker, environment):
    """The lines of the workers, by classic Spark."""
    # pipe hands over this environment and nothing else, and notices a failure only with checkCode.
    cpus = spark.conf.get("spark.task.cpus", "1")
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**inherited, "GOMAXPROCS": cpus, **environment}
    rdd = spark.sparkContext.parallelize(keys, tasks)
    return rdd.pipe(shlex.join(worker), env=environment, checkCode=True).collect()


def by_arrow(spark, keys, tasks, worker, environment):
    """The same by Spark Connect, which has no RDDs. A task is a range of places in keys."""

    def work(batches):
        mine = [keys[i] for batch in batches for i in batch["id"].to_pylist()]
        own = {**os.environ, "GOMAXPROCS": os.environ.get("GOMAXPROCS", "1"), **environment}
        done = subprocess.run(
            worker, input="".join(key + "\n" for key in mine), stdout=subprocess.PIPE, text=True, env=own, check=True
        )
        yield pa.RecordBatch.from_pydict({"line": done.stdout.splitlines()})

    frame = spark.range(0, len(keys), 1, tasks).mapInArrow(work, "line string")
    return [row.line for row in frame.collect()]


if __name__ == "__main__":
    sys.exit(main())
