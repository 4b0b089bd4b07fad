package cloud

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/tickbook/tickbook/microstructure/store"
)

// How long requests are repeated for that a store refuses for a while, or that
// are cut off: 23 pauses of half to all of 0.2, 0.4, 0.8 … 8 s are 74 s at
// least, so that a minute without the store is survived.
const (
	attempts   = 24
	mostPauses = 40 // units
	// cuts is how many times a range is asked for anew whose content was cut
	// off.
	cuts = 6
)

// unit is the first pause. It is a variable for tests.
var unit = 200 * time.Millisecond

// pause is the time before the next attempt, after one or more.
func pause(attempt int) time.Duration {
	most := time.Duration(min(1<<min(max(attempt-1, 0), 10), mostPauses)) * unit
	return most/2 + rand.N(most/2+1)
}

// wait waits for the next attempt, or until ctx ends.
func wait(ctx context.Context, attempt int) error {
	select {
	case <-time.After(pause(attempt)):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// longest is the time after which a request is given up, attempts included. For
// a megabyte to be written there is a second more.
const longest = 5 * time.Minute

// transport carries all requests in place of tuned ones. It is a variable for
// tests.
var transport http.RoundTripper

// tune sets up a transport for many requests to one host.
func tune(t *http.Transport) {
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, store.MaxAtOnce
	t.ResponseHeaderTimeout = time.Minute
	t.DisableCompression = true
}
