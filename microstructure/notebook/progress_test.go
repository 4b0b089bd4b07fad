package notebook

import (
	"strings"
	"testing"
	"time"
)

func TestProgressLines(t *testing.T) {
	clock := time.Unix(0, 0)
	var out strings.Builder
	p := &Progress{label: "features", unit: "days", lines: &out, start: clock, now: func() time.Time { return clock }}

	p.Update(0, 276)
	clock = clock.Add(time.Second)
	p.Update(10, 276) // too soon after the line before
	clock = clock.Add(time.Second)
	p.Update(12, 276)
	clock = clock.Add(44 * time.Second)
	p.Update(276, 276)
	p.Done()
	p.Done()
	p.Update(276, 276)

	const want = "features: 0 of 276 days\n" +
		"features: 12 of 276 days, 6 days/s, 44s left\n" +
		"features: 276 of 276 days, 6 days/s\n" +
		"features: 276 days in 46s, 6 days/s\n"
	if out.String() != want {
		t.Errorf("lines\n%swant\n%s", out.String(), want)
	}
}

func TestShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0s", 1530 * time.Millisecond: "1.5s", 44 * time.Second: "44s", 90*time.Minute + time.Second: "1h30m1s",
	} {
		if got := short(d); got != want {
			t.Errorf("short(%v) = %q, want %q", d, got, want)
		}
	}
}
