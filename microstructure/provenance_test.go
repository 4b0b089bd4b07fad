package microstructure_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	ms "github.com/tickbook/tickbook/microstructure"
)

// randomProvenance is a valid one of which about half the optional fields are
// set.
func randomProvenance(r *rand.Rand) ms.Provenance {
	text := func() string {
		if r.IntN(2) == 0 {
			return ""
		}
		letters := []rune("aZ09 ,;:\"'\\[]{}<>&=\n\t\x00é中\u2028🙂")
		out := make([]rune, 1+r.IntN(12))
		for i := range out {
			out[i] = letters[r.IntN(len(letters))]
		}
		return string(out)
	}
	count := func() int64 { return r.Int64() >> r.IntN(64) }
	signed := func() int64 { return count() * int64(1-2*r.IntN(2)) }
	p := ms.Provenance{Source: text(), Symbol: text(), Instrument: text(), Version: text(), Synthetic: text(), Format: text()}
	if r.IntN(2) == 0 {
		p.Day = fmt.Sprintf("20%02d-%02d-%02d", r.IntN(100), 1+r.IntN(12), 1+r.IntN(28))
	}
	for range r.IntN(3) {
		p.UnknownColumns = append(p.UnknownColumns, text())
		p.Archives = append(p.Archives, ms.ArchiveUse{Name: text(), Bytes: count(), SHA256: text(), Content: text(), Verified: r.IntN(2) == 0, File: r.IntN(2) == 0, Rows: count()})
	}
	if r.IntN(4) == 0 {
		return p
	}
	p.Kind = []string{ms.KindTrades, ms.KindAggTrades}[r.IntN(2)]
	p.ContractUnit = []string{ms.UnitBase, ms.UnitQuote}[r.IntN(2)]
	p.ContractSize = math.Exp(300 * r.NormFloat64() / 3)
	p.Scale = []float64{0, 1000, math.Exp(r.NormFloat64())}[r.IntN(3)]
	p.RowsIn, p.Rows, p.Duplicates, p.LeftOut, p.MovedIn, p.OutOfOrder = count(), count(), count(), count(), count(), count()
	p.Converter = count()
	p.FirstUS = signed()
	p.LastUS = max(p.FirstUS, count())
	p.Coverage = []float64{0, 1, 1. / 3, r.Float64()}[r.IntN(4)]
	if r.IntN(2) == 0 {
		first := r.Uint64() >> r.IntN(64)
		p.IDs = &ms.IDRange{First: first, Last: max(first, r.Uint64()), Missing: signed(), Sparse: r.IntN(2) == 0, LeftOut: text()}
	}
	return p
}

func TestProvenanceRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	for i := range 5000 {
		want := ms.Provenance{}
		if i > 0 {
			want = randomProvenance(r)
		}
		m := want.Metadata()
		if i == 0 && len(m) > 0 {
			t.Errorf("a file without provenance has the metadata %v", m)
		}
		m["tickbook.of_a_later_version"], m["pandas"] = "x", "{}"
		got, err := ms.ParseProvenance(maps.All(m))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("got  %+v (%v)\nwant %+v\nfrom %q", got, err, want, m)
		}
		data, err := json.Marshal(want)
		var back ms.Provenance
		if err == nil {
			err = json.Unmarshal(data, &back)
		}
		if err != nil || !reflect.DeepEqual(back, want) {
			t.Fatalf("through JSON: got %+v (%v)\nwant %+v", back, err, want)
		}
	}
}

// imported are the metadata of a day as an import writes them, literally.
var imported = map[string]string{
	"tickbook.source": "okx_futures", "tickbook.symbol": "BTCUSDT", "tickbook.instrument": "BTC-USDT-SWAP", "tickbook.day": "2024-08-08",
	"tickbook.kind": "trades", "tickbook.contract_size": "0.01", "tickbook.contract_unit": "base",
	"tickbook.rows_in": "12", "tickbook.rows": "9", "tickbook.duplicates_skipped": "2", "tickbook.rows_left_out": "1", "tickbook.rows_moved_in": "3", "tickbook.rows_out_of_order": "4",
	"tickbook.first_us": "1723075200000000", "tickbook.last_us": "1723161599999999", "tickbook.coverage": "0.6666666666666666",
	"tickbook.first_id": "0", "tickbook.last_id": "18446744073709551615", "tickbook.missing_ids": "-5",
	"tickbook.archives":        `[{"name":"BTC-USDT-SWAP-trades-2024-08-08.zip","bytes":7,"sha256":"ab","content":"zip","verified":true,"rows":12}]`,
	"tickbook.unknown_columns": `["RPI","x"]`, "tickbook.version": "v1", "tickbook.converter": "6",
}

func TestProvenanceKeys(t *testing.T) {
	want := ms.Provenance{
		Source: "okx_futures", Symbol: "BTCUSDT", Instrument: "BTC-USDT-SWAP", Day: "2024-08-08",
		Kind: ms.KindTrades, ContractSize: 0.01, ContractUnit: ms.UnitBase,
		RowsIn: 12, Rows: 9, Duplicates: 2, LeftOut: 1, MovedIn: 3, OutOfOrder: 4,
		FirstUS: 1723075200000000, LastUS: 1723161599999999, Coverage: 2. / 3,
		IDs:            &ms.IDRange{First: 0, Last: math.MaxUint64, Missing: -5},
		Archives:       []ms.ArchiveUse{{Name: "BTC-USDT-SWAP-trades-2024-08-08.zip", Bytes: 7, SHA256: "ab", Content: "zip", Verified: true, Rows: 12}},
		UnknownColumns: []string{"RPI", "x"}, Version: "v1", Converter: 6,
	}
	if got := want.Metadata(); !maps.Equal(got, imported) {
		t.Errorf("metadata %q\nwant %q", got, imported)
	}
	m := maps.Clone(imported)
	m["tickbook.unknown_columns"] = "RPI,x"
	if got, err := ms.ParseProvenance(maps.All(m)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v (%v)\nwant %+v", got, err, want)
	}
	simulated := ms.Provenance{Synthetic: "seed 1"}
	if got := simulated.Metadata(); len(got) != 1 || got[ms.SyntheticKey] != "seed 1" {
		t.Errorf("metadata of simulated trades: %q", got)
	}
}

// TestProvenanceRefuses breaks one key after the other. Nothing that is missing
// or malformed is taken for a figure.
func TestProvenanceRefuses(t *testing.T) {
	for _, c := range []struct{ key, text, says string }{
		{"rows", "ten", `tickbook.rows is "ten"; it must be a whole number`},
		{"rows_in", "", `tickbook.rows_in is ""`},
		{"duplicates_skipped", "1.5", `tickbook.duplicates_skipped is "1.5"`},
		{"rows_out_of_order", "99999999999999999999", `tickbook.rows_out_of_order is "99999999999999999999"`},
		{"rows_left_out", "-1", "LeftOut is -1; it must be at least 0"},
		{"rows_moved_in", "-1", "MovedIn is -1; it must be at least 0"},
		{"kind", "quotes", "Kind is \"quotes\"; it must be trades or aggTrades"},
		{"contract_size", "0", "ContractSize is 0; it must be a finite number above 0"},
		{"contract_size", "+Inf", "ContractSize is +Inf"},
		{"scale", "-1", "Scale is -1; it must be a finite number, at least 0"},
		{"scale", "NaN", "Scale is NaN"},
		{"contract_unit", "", "ContractUnit is \"\"; it must be base or quote"},
		{"coverage", "NaN", "Coverage is NaN; it must be from 0 to 1"},
		{"coverage", "1.01", "Coverage is 1.01"},
		{"coverage", "all", `tickbook.coverage is "all"; it must be a number`},
		{"first_us", "x", `tickbook.first_us is "x"`},
		{"last_us", "0", "LastUS is 0; it must be at least FirstUS, 1723075200000000"},
		{"first_id", "-1", `tickbook.first_id is "-1"; it must be a whole number, at least 0`},
		{"first_id", "18446744073709551616", `tickbook.first_id is "18446744073709551616"`},
		{"missing_ids", "none", `tickbook.missing_ids is "none"`},
		{"archives", "[{", `tickbook.archives is "[{"; it must be a JSON list of archives`},
		{"archives", strings.Repeat("null,", 1<<16+1), `tickbook.archives is "null,null,`},
		{"unknown_columns", strings.Repeat(",", 1<<16+1), `tickbook.unknown_columns is ",,,`},
		{"version", strings.Repeat("v", 1<<16+1), `tickbook.version is "vvv`},
		{"day", "2024-02-30", "Day is \"2024-02-30\"; it must be a date, YYYY-MM-DD"},
	} {
		m := maps.Clone(imported)
		m["tickbook."+c.key] = c.text
		p, err := ms.ParseProvenance(maps.All(m))
		if err == nil || !strings.HasPrefix(err.Error(), c.says) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 200 {
			t.Errorf("%s is %.60q: error %v", c.key, c.text, err)
		}
		if p.Instrument != "BTC-USDT-SWAP" {
			t.Errorf("%s is %.60q: what is right is not read: %+v", c.key, c.text, p)
		}
	}
	optional := []string{"source", "symbol", "instrument", "day", "archives", "unknown_columns", "version", "converter", "rows_left_out"}
	for key := range imported {
		m := maps.Clone(imported)
		delete(m, key)
		_, err := ms.ParseProvenance(maps.All(m))
		if slices.Contains(optional, strings.TrimPrefix(key, "tickbook.")) != (err == nil) || err != nil && !strings.Contains(err.Error(), key) {
			t.Errorf("without %s: error %v", key, err)
		}
	}
	if p, err := ms.ParseProvenance(maps.All(map[string]string{"tickbook.rows": "10"})); err == nil || p.Imported() || strings.Count(err.Error(), "tickbook.") != 10 {
		t.Errorf("a row count alone: %+v, %v", p, err)
	}
}
