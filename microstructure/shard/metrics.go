package shard

import (
	"bytes"
	"fmt"
	"strings"
)

// Metrics are the results in the text format of Prometheus, for the textfile
// collector of node-exporter. left is the number of keys without a line, or
// below 0 if it is not known.
func (r *Results) Metrics(left int) []byte {
	var out bytes.Buffer
	metric := func(name, help string) {
		fmt.Fprintf(&out, "# HELP tickbook_%s %s\n# TYPE tickbook_%s gauge\n", name, help, name)
	}
	tally := func(name, labels string, t Tally) {
		for _, s := range []struct {
			state string
			n     int
		}{{"made", t.Made}, {"kept", t.Kept}, {"failed", t.Failed}} {
			fmt.Fprintf(&out, "tickbook_%s{%sstate=%q} %d\n", name, labels, s.state, s.n)
		}
	}
	sums := r.Sums()
	metric("keys", "Keys by their outcome, each counted once; left are those without a line.")
	tally("keys", "", sums.Tally)
	if left >= 0 {
		fmt.Fprintf(&out, "tickbook_keys{state=\"left\"} %d\n", left)
	}
	metric("rows", "Rows of the keys that did not fail.")
	fmt.Fprintf(&out, "tickbook_rows %d\n", sums.Rows)
	metric("work_seconds", "Seconds of work on the keys that did not fail, of all processes.")
	fmt.Fprintf(&out, "tickbook_work_seconds %g\n", sums.Seconds)
	metric("shards_lagging", "Shards with less than half as many keys as the median.")
	fmt.Fprintf(&out, "tickbook_shards_lagging %d\n", len(r.Lagging()))
	metric("problems", "Lines that cannot be read, and keys with two digests.")
	fmt.Fprintf(&out, "tickbook_problems %d\n", len(r.Problems))
	metric("shard_keys", "Keys of a shard by their outcome.")
	for _, s := range r.Shards {
		tally("shard_keys", "shard="+label(s.Name)+",", s.Tally)
	}
	metric("shard_last_result_timestamp_seconds", "When the shard's last line was written, seconds since the Unix epoch.")
	for _, s := range r.Shards {
		fmt.Fprintf(&out, "tickbook_shard_last_result_timestamp_seconds{shard=%s} %d\n", label(s.Name), s.Last.Unix())
	}
	return out.Bytes()
}

// label quotes a value of a label.
func label(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(s, "\uFFFD")) + `"`
}
