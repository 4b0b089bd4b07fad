package notebooks_test

import (
	"io"
	"path/filepath"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// A price that is ten times those around it, and why it may stay.
const (
	badPrice       = "price:bybit_futures:2025-11-02"
	badPriceReason = "seen on the exchange's own page"
)

// putBadPrice changes a price of a data directory.
func putBadPrice(t *testing.T, dir, symbol string) {
	t.Helper()
	path := filepath.Join(dir, symbol, "trades", "bybit_futures", "2025-11-02.parquet")
	r, err := dataset.OpenTrades(path)
	if err != nil {
		t.Fatal(err)
	}
	var trades ms.Trades
	for err == nil {
		var batch ms.Trades
		if batch, err = r.Next(); err == nil {
			trades.Append(batch)
		}
	}
	r.Close()
	if err != io.EOF {
		t.Fatal(err)
	}
	trades.Price[100] *= 10
	trades.QuoteQuantity[100] *= 10
	w, err := dataset.CreateTrades(path, ms.Provenance{Synthetic: "test"})
	if err == nil {
		err = w.Append(trades)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// acceptBadPrice accepts it in a file.
func acceptBadPrice(t *testing.T, dir, symbol, file string) {
	t.Helper()
	list, err := auditOf(t, deskOf(t, dir, symbol, nil)).Acceptances([]string{badPrice}, badPriceReason)
	if err == nil {
		err = audit.WriteAcceptances(file, list)
	}
	if err != nil {
		t.Fatal(err)
	}
}
