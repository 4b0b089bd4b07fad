#!/usr/bin/env bash
# Compares the Go benchmarks of a commit with those of the files as they are.
# They take turns, so that both see the same machine. Results in build/benchstat.
#
# usage: benchstat.sh COMMIT [REGEXP [COUNT]]
set -euo pipefail
cd "$(dirname "$0")/../.."
base=${1-} pattern=${2:-.} count=${3:-10}

commit=$(git rev-parse --verify --quiet "$base^{commit}") || {
	echo "benchstat: '$base' is not a commit; name the one to compare with: make benchstat BASE=main" >&2
	exit 1
}
dir=$PWD/build/benchstat
rm -rf "$dir"
mkdir -p "$dir/old/tree" "$dir/new"
git archive "$commit" | tar -x -C "$dir/old/tree"
ln -s "$PWD" "$dir/new/tree"

# One test binary per package and side, run in the package's folder.
for side in old new; do
	(
		cd "$dir/$side/tree"
		grep -rlE '^func Benchmark' --include='*_test.go' microstructure | sed 's|/[^/]*$||' | sort -u |
			while read -r package; do
				go test -c -o "$dir/$side/${package//\//-}.test" "./$package"
				echo "$package"
			done >"$dir/$side/packages"
	)
done

for ((round = 1; round <= count; round++)); do
	echo "benchstat: round $round of $count" >&2
	sides="old new"
	((round % 2)) || sides="new old"
	for package in $(sort -u "$dir/old/packages" "$dir/new/packages"); do
		for side in $sides; do
			binary="$dir/$side/${package//\//-}.test"
			[ ! -e "$binary" ] || (
				cd "$dir/$side/tree/$package"
				"$binary" -test.run '^$' -test.bench "$pattern" -test.benchtime 0.3s
			) >>"$dir/$side.txt"
		done
	done
done
"${BENCHSTAT:-benchstat}" old="$dir/old.txt" new="$dir/new.txt" | tee "$dir/result.txt"
