package command

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// fieldCases makes what users of public archives report as small inputs.
const fieldCases = "../../../../shared/field/make_cases.py"

// TestFieldCases imports the reported archives of zero quantities, months in
// disorder, and months that lack what days have.
func TestFieldCases(t *testing.T) {
	if _, err := os.Stat(fieldCases); errors.Is(err, fs.ErrNotExist) {
		t.Skip("no shared/field beside the checkout")
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3: ", err)
	}
	dir := t.TempDir()
	if out, err := exec.Command("python3", fieldCases, "--out", dir, "--only", "01,02,10").CombinedOutput(); err != nil {
		t.Fatalf("python3 cannot make the cases: %v\n%s", err, out)
	}
	type expectation struct {
		Days            map[string]int64
		Buys            int64
		Quantity, Quote float64
	}
	read := func(name string, into any) {
		text, err := os.ReadFile(filepath.Join(dir, name, "expected.json"))
		must(t, err, json.Unmarshal(text, into))
	}
	compare := func(name, symbol string, want expectation, calls ...[]string) {
		t.Run(name, func(t *testing.T) {
			out := t.TempDir()
			for _, paths := range calls {
				args := []string{"import", "--source", "binance_futures", "--symbol", symbol, "--out", out}
				for _, p := range paths {
					args = append(args, filepath.Join(dir, p))
				}
				mustRun(t, args...)
			}
			e := exchange{source: "binance_futures", symbol: symbol}
			var sum plainDay
			got := e.plainFiles(t, out)
			for date, d := range got {
				if d.rows != want.Days[date] {
					t.Errorf("%d trades on %s, want %d", d.rows, date, want.Days[date])
				}
				sum.buys, sum.quantity, sum.quote = sum.buys+d.buys, sum.quantity+d.quantity, sum.quote+d.quote
			}
			sameDays(t, "sum", map[string]plainDay{"": sum}, map[string]plainDay{"": {buys: want.Buys, quantity: want.Quantity, quote: want.Quote}})
			if len(got) != len(want.Days) {
				t.Errorf("%d days, want %d", len(got), len(want.Days))
			}
		})
	}
	var zeros, months map[string]expectation
	var poorer expectation
	read("01", &zeros)
	read("02", &months)
	read("10", &poorer)
	compare("01/agg", "ETHUSDT", zeros["agg"], []string{"01/agg"})
	compare("01/month", "ETHUSDT", zeros["month"], []string{"01/month"})
	compare("01/one", "XRPUSDT", zeros["one"], []string{"01/one"})
	for name, want := range months {
		compare("02/"+name, "BTCUSDT", want, []string{"02/" + name})
	}
	daily, monthly := []string{"10/daily"}, []string{"10/monthly"}
	compare("10 at once", "BTCUSDT", poorer, append(daily, monthly...))
	compare("10 daily first", "BTCUSDT", poorer, daily, monthly)
	compare("10 monthly first", "BTCUSDT", poorer, monthly, daily)
}
