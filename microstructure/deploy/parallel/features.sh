#!/usr/bin/env bash
# Builds bars in shards by GNU parallel, on this machine or over ssh on those of a file of hosts.
#
#   tickbook plan --data DATA --list >KEYS
#   features.sh DATA KEYS RESULTS [SHARDS [JOBS]]
#
# Job i is shard i of SHARDS (default 7) of the keys; JOBS run at a time (default: one per processor). Result lines go to
# RESULTS/results.jsonl, and RESULTS/joblog says which shard ended how. To resume, run it again: shards that ended with 0
# are left out, and what the others had finished costs them one look per key, and has a second line, which counts.
# Remove RESULTS to look at all keys anew.
#
# SSHLOGINFILE names hosts, one per line. They see DATA and KEYS at the same paths, and have tickbook; TICKBOOK names it
# there.
set -euo pipefail
usage="usage: features.sh DATA KEYS RESULTS [SHARDS [JOBS]]"
data=${1:?$usage} keys=${2:?$usage} results=${3:?$usage} shards=${4:-7} jobs=${5:-100%}
hosts=()
[ -z "${SSHLOGINFILE-}" ] || hosts=(--sshloginfile "$SSHLOGINFILE")

mkdir -p "$results"
# A number of shards of its own means other shards: those that are done say nothing of them.
joblog=$results/joblog-$shards
# Each line is written whole: --line-buffer. A shard that fails is tried three times.
seq "$shards" | GOMAXPROCS=1 parallel --jobs "$jobs" "${hosts[@]}" --env GOMAXPROCS --joblog "$joblog" --resume-failed \
	--retries 3 --line-buffer --quote \
	"${TICKBOOK:-tickbook}" features --data "$data" --keys "$keys" --shard "{}/$shards" >>"$results/results.jsonl"
