package cloud

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/tickbook/tickbook/microstructure/dataset"
)

// latency is what these tests add to each request.
const latency = 20 * time.Millisecond

// largeMarket has 30 days of 8 MB.
var largeMarket = market(10, 2000)

// TestLatencyIsHidden builds bars from a store that takes 20 ms longer for each
// request, and from the same store as it is. Two days at a time that wait for
// each request would have less than a tenth of the speed. What is waited for
// grows beside what is computed as cores get faster: at the 0.86 to 0.90 of the
// cores that this was written on, half as much again would leave 0.8, and the
// test has room for others.
//
// The two take turns, so that other work on the machine slows both, and their
// medians are compared: two of five builds each may be disturbed. Where that is
// not enough, all is measured again, twice at most: what days wait for each
// other is lost each time.
func TestLatencyIsHidden(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	w, url := newS3(t)
	writeMarket(t, url, largeMarket)
	const least, measurements, builds = 0.7, 3, 5
	for i := range measurements {
		took := map[time.Duration][]float64{}
		for range builds {
			for _, delay := range []time.Duration{0, latency} {
				w.set(func(w *wire) { w.delay = delay })
				start := time.Now()
				must(t, buildMany(t.Context(), url, 16))
				took[delay] = append(took[delay], time.Since(start).Seconds())
			}
		}
		without, with := median(took[0]), median(took[latency])
		t.Logf("%.2f s without, %.2f s with %v per request: %.2f × the speed", without, with, latency, without/with)
		if without/with >= least {
			return
		}
		if i == measurements-1 {
			t.Errorf("%.2f × the speed, and less than %.2f in %d measurements", without/with, least, measurements)
		}
	}
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// buildMany builds the bars of largeMarket with two workers, its sources
// several times: a store need not keep more for a build to last a second, of
// which the requests at its beginning and end are a small part.
func buildMany(ctx context.Context, dir string, times int) error {
	data, err := dataset.Open(dir, symbol)
	if err != nil {
		return err
	}
	c := dataset.DefaultConfig()
	c.NoCache, c.Workers = true, 2
	_, _, err = data.Bars(ctx, slices.Repeat(largeMarket.Sources, times), c)
	return err
}
