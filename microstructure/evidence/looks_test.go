package evidence

import (
	"testing"
	"time"
)

func lookAt(parameters string, configurations int) Look {
	return Look{Time: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Digest: "d1", FromDate: "2025-12-01", ToDate: "2026-01-31",
		Parameters: parameters, Configurations: configurations, Verdict: NotProven}
}

func TestCountLooks(t *testing.T) {
	other, before := lookAt("x", 100), lookAt("x", 100)
	other.Digest = "d2"
	before.FromDate, before.ToDate = "2025-11-01", "2025-11-30"
	overlapping := lookAt("c", 10)
	overlapping.FromDate, overlapping.ToDate = "2026-01-31", "2026-02-28"
	looks := []Look{lookAt("a", 48), lookAt("a", 48), lookAt("b", 96), other, before, overlapping}
	for parameters, prior := range map[string]int{"a": 106, "b": 58, "new": 154} {
		c := CountLooks(looks, "d1", "2025-12-01", "2026-01-31", parameters)
		if c.Looks != 4 || c.Configurations != 202 || c.Trials != 154 || c.Prior != prior {
			t.Errorf("%s: %+v", parameters, c)
		}
	}
	if c := CountLooks(nil, "d1", "a", "b", "p"); c != (LookCount{}) {
		t.Errorf("%+v", c)
	}
}

func TestDigestOfAConfig(t *testing.T) {
	a, b, other := DefaultConfig(), DefaultConfig(), DefaultConfig()
	b.PriorTrials, b.AuditErrors, b.AuditAccepted, b.Resampling.Seed = 9, 0, []string{"price"}, 9
	other.Costs = VIP()
	a, b = a.At(source("a")), b.At(source("c"))
	if a.Digest() != b.Digest() || a.Digest() == other.Digest() || len(a.Digest()) != 16 {
		t.Errorf("%s, %s, %s", a.Digest(), b.Digest(), other.Digest())
	}
}
