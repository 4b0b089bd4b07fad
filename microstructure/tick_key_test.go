package microstructure_test

import (
	"slices"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

type shareParameters struct{ Share float64 }

func topShare(t ms.Trades, p shareParameters) float64 {
	sizes := slices.Sorted(slices.Values(t.Quantity))
	return sizes[int(p.Share*float64(t.Len()))]
}

func TestTickKey(t *testing.T) {
	f := ms.Tick("top_share", shareParameters{0.1}, topShare)
	key, err := f.Key()
	if err != nil || key.Parameters != "{Share:0.1}" || len(key.Code) != 64 || !strings.HasPrefix(key.Platform, "go1.") {
		t.Errorf("%+v, %v", key, err)
	}
	if again, err := ms.Tick("other", shareParameters{0.2}, topShare).Key(); err != nil || again.Code != key.Code || again.Parameters == key.Parameters {
		t.Errorf("%+v, %v", again, err)
	}
	limit := 1.0
	captures := ms.Tick("captures", 1, func(t ms.Trades, _ int) float64 { return limit })
	if _, err := captures.Key(); err == nil || !strings.Contains(err.Error(), "limit is a variable from outside the function; pass its value in the parameters") {
		t.Error(err)
	}
	if key, err := captures.WithVersion("2").Key(); err != nil || key.Code != "version 2" {
		t.Errorf("%+v, %v", key, err)
	}
	if _, err := ms.Tick("generic", 1, genericFeature[int]).Key(); err == nil || !strings.Contains(err.Error(), "pass a plain function that calls it") {
		t.Error(err)
	}
}

func genericFeature[P any](ms.Trades, P) float64 { return 0 }
