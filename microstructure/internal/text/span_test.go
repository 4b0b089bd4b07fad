package text

import (
	"testing"
	"time"
)

func TestSpan(t *testing.T) {
	for want, d := range map[string]time.Duration{"0s": 0, "1.5s": 1500 * time.Millisecond, "90s": 90 * time.Second, "10m": 10 * time.Minute, "36h": 36 * time.Hour, "-5m": -5 * time.Minute} {
		if got := Span(d); got != want {
			t.Errorf("%v is written %s, want %s", d, got, want)
		}
		if again, err := time.ParseDuration(Span(d)); err != nil || again != d {
			t.Errorf("%v is read as %v, %v", d, again, err)
		}
	}
}
