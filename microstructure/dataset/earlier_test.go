package dataset

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// TestEarlierVersions reads days that an earlier version imported: see
// testdata/README.md. They say where they come from, their trades are the same
// to the bit, and quote quantities that are products are not read but computed.
func TestEarlierVersions(t *testing.T) {
	common := microstructure.Provenance{
		Symbol: "BTCUSDT", Day: testDate, Kind: microstructure.KindTrades, RowsIn: 2016, Rows: 2016, Coverage: 1,
		FirstUS: 1761955218730000, LastUS: 1762041512700000,
		IDs: &microstructure.IDRange{First: 5266583936, Last: 5266585954, Missing: 3}, Version: "development",
	}
	exact, inexact := common, common
	exact.Source, exact.Instrument = "binance_futures", "BTCUSDT"
	exact.ContractSize, exact.ContractUnit = 1, microstructure.UnitBase
	exact.RowsIn, exact.Duplicates, exact.MovedIn = 2018, 2, 5
	exact.UnknownColumns = []string{"rpi", "note"}
	inexact.Source, inexact.Instrument = "binance_coin_futures", "BTCUSD_PERP"
	inexact.ContractSize, inexact.ContractUnit = 100, microstructure.UnitQuote
	for _, c := range []struct {
		name     string
		want     microstructure.Provenance
		archives int
		trades   string
	}{
		{"exact", exact, 2, "ac88908280965c840a02f17aa0b9d9eafab2522085b685f8ce4651772765ca0d"},
		{"inexact", inexact, 1, "3aeaf9afcd55feb52da35155e4b9c25037fb36726d7e575b1174522872e59e4b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join("testdata/earlier", c.name, testDate+extension)
			trades, err := readAll(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := digest(trades); got != c.trades {
				t.Errorf("%d trades with digest %s, want %s", trades.Len(), got, c.trades)
			}
			r, err := OpenTrades(path)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if r.quoteExact != (c.name == "exact") {
				t.Errorf("quote quantities are computed: %t", r.quoteExact)
			}
			got, err := r.Provenance()
			if err != nil || len(got.Archives) != c.archives {
				t.Errorf("provenance %+v, %v", got, err)
			}
			got.Archives = nil
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("provenance %+v\nwant %+v", got, c.want)
			}
		})
	}
}

// digest is the SHA-256 of trades, row by row, eight bytes a value.
func digest(t microstructure.Trades) string {
	h := sha256.New()
	var row [40]byte
	for i := range t.Len() {
		for k, v := range [5]uint64{
			uint64(t.TimestampUS[i]), math.Float64bits(t.Price[i]), math.Float64bits(t.Quantity[i]),
			math.Float64bits(t.QuoteQuantity[i]), uint64(t.Side[i]),
		} {
			binary.LittleEndian.PutUint64(row[8*k:], v)
		}
		h.Write(row[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
