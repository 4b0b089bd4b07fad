package dataset

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/tickbook/tickbook/microstructure"
)

// writeWithText writes trades beside a column of text.
func writeWithText(t *testing.T, path, column string, trades microstructure.Trades, value func(i int) string) {
	t.Helper()
	schema := parquet.NewSchema("trades", parquet.Group{
		columnTimestamp: parquet.Int(64), columnPrice: parquet.Leaf(parquet.DoubleType), columnQuantity: parquet.Leaf(parquet.DoubleType),
		columnQuoteQuantity: parquet.Leaf(parquet.DoubleType), columnSide: parquet.Int(8), column: parquet.Optional(parquet.Encoded(parquet.String(), &parquet.RLEDictionary)),
	})
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := parquet.NewGenericWriter[any](f, schema)
	for i := range trades.Len() {
		row := map[string]any{columnTimestamp: trades.TimestampUS[i], columnPrice: trades.Price[i], columnQuantity: trades.Quantity[i],
			columnQuoteQuantity: trades.QuoteQuantity[i], columnSide: int8(trades.Side[i])}
		if v := value(i); v != "" {
			row[column] = v
		}
		if _, err := w.Write([]any{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestSeveralSymbols(t *testing.T) {
	trades := testTrades(600)
	alternate := func(names ...string) func(int) string {
		return func(i int) string { return names[i%len(names)] }
	}
	for _, c := range []struct {
		name, column string
		value        func(int) string
		symbol       string // if the file is read
		problem      string // or else
	}{
		{"this one's", "symbol", alternate("BTCUSDT"), "BTCUSDT", ""},
		{"a venue's own name", "instrument", alternate("BTC-USDT-SWAP"), "BTC-USDT-SWAP", ""},
		{"null in places", "symbol", alternate("", "BTCUSDT", ""), "BTCUSDT", ""},
		{"null everywhere", "symbol", alternate(""), "", ""},
		{"another column", "exchange", alternate("binance", "okx"), "", ""},
		{"two", "symbol", alternate("BTCUSDT", "ETHUSDT"), "", `column symbol: the file holds trades of several symbols: ["BTCUSDT" "ETHUSDT"]; write a file for each symbol`},
		{"two in capitals", "Ticker", alternate("A", "B"), "", `column Ticker: the file holds trades of several symbols: ["A" "B"]`},
		{"the last", "pair", func(i int) string { return []string{"A", "B"}[i/599] }, "", `several symbols: ["A" "B"]`},
		{"markup", "symbol", alternate("a\n", "b"), "", `several symbols: ["a\n" "b"]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := &Dataset{Dir: t.TempDir(), Symbol: "BTCUSDT"}
			path := data.TradesPath("own", testDate)
			writeWithText(t, path, c.column, trades, c.value)
			r, err := OpenTrades(path)
			_, _, barsErr := data.Bars(context.Background(), []microstructure.Source{{Name: "own", Label: "own"}}, DefaultConfig())
			if c.problem == "" {
				if err != nil || barsErr != nil {
					t.Fatalf("errors %v and %v", err, barsErr)
				}
				defer r.Close()
				if r.Symbol() != c.symbol {
					t.Errorf("the symbol is %q, want %q", r.Symbol(), c.symbol)
				}
				return
			}
			for _, err := range []error{err, barsErr} {
				if !errors.Is(err, ErrSymbols) || !strings.Contains(err.Error(), c.problem) || !strings.HasPrefix(err.Error(), path) {
					t.Errorf("error %v, want one that says %q", err, c.problem)
				}
			}
		})
	}
}
