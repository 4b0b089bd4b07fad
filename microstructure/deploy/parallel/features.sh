#!/usr/bin/env bash
# Builds bars in shards by GNU parallel, on this machine or over ssh on those of a file of hosts.
#
#   features.sh DATA RESULTS [SHARDS [JOBS]]
#
# Job i is shard i of SHARDS (default 7); JOBS run at a time (default: one per processor). Result lines go to
# RESULTS/results.jsonl, and RESULTS/joblog says which shard ended how. To resume, run it again: shards that ended with 0
# are left out, and what the others had finished costs them one look per key, and has a second line, which counts.
# Remove RESULTS to look at all keys anew.
#
# SSHLOGINFILE names hosts, one a line. They see DATA at the same path, and have tickbook; TICKBOOK names it there.
set -euo pipefail
data=${1:?usage: features.sh DATA RESULTS [SHARDS [JOBS]]} results=${2:?usage: features.sh DATA RESULTS [SHARDS [JOBS]]}
shards=${3:-7} jobs=${4:-100%}
hosts=()
[ -z "${SSHLOGINFILE-}" ] || hosts=(--sshloginfile "$SSHLOGINFILE")

mkdir -p "$results"
# A number of shards of its own means other shards: those that are done say nothing of them.
joblog=$results/joblog-$shards
# Each line is written whole: --line-buffer. A shard that fails is tried three times.
seq "$shards" | GOMAXPROCS=1 parallel --jobs "$jobs" "${hosts[@]}" --env GOMAXPROCS --joblog "$joblog" --resume-failed \
	--retries 3 --line-buffer --quote "${TICKBOOK:-tickbook}" features --data "$data" --shard "{}/$shards" >>"$results/results.jsonl"
