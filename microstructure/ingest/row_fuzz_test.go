package ingest

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure"
)

// FuzzRow compares the parser of rows with one that splits fields and leaves
// them to strconv.
func FuzzRow(f *testing.F) {
	for _, s := range []string{
		"1,50000,2,100000,1723161256322,false",
		"1,50000.00,2.00,100000.00,1723161256322123,False,True",
		"1,50000,2,10,12,1723161256322,false",
		"1723161256.3,BTCUSDT,Buy,1,2,x,a,0,1,2",
		"BTC-USDT,1,buy,6.2e-07,50000,1723161256000",
		"10,BUY,3,2500,1723161256000",
		"1,0,0.00,100000,1723161256322,false",
		"9223372036854775808,50000,1e-400,100000,1723161256322,false",
	} {
		for which := range byte(len(venues)) {
			f.Add(which, false, s)
			f.Add(which, true, s)
		}
	}
	f.Fuzz(func(t *testing.T, which byte, agg bool, line string) {
		v := venues[int(which)%len(venues)]
		line, _, _ = strings.Cut(line, "\n")
		l, err := newLayout(v, []byte(line), agg)
		if err != nil || l.header {
			return
		}
		const instrument = "BTCUSDT"
		checkQuick(t, l.columns, instrument, line)
		p := newRowParser(l.columns, instrument, contract{size: 1})
		var got row
		other, bad := p.parse([]byte(line), &got)
		fields := bytes.Split([]byte(line), []byte(","))
		want, wantOther, ok := plainRow(l.columns, fields, instrument)
		if other != wantOther || !other && (bad == nil) != ok {
			t.Fatalf("%q: other %t, %v; want other %t, %t", line, other, bad, wantOther, ok)
		}
		if !other && ok && !got.same(&want) {
			t.Fatalf("%q: %+v, want %+v", line, got, want)
		}
	})
}

// plainRow reads fields one by one, checks left out unless they are no numbers.
func plainRow(columns []column, fields [][]byte, instrument string) (r row, other, ok bool) {
	number := func(text string) (float64, bool) {
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil && strings.Trim(text, "0123456789.eE+-") == ""
	}
	ok = len(fields) == len(columns)
	checks := []check{}
	for i, c := range columns {
		text := string(fields[i])
		good := true
		switch c {
		case colInstrument:
			if text != instrument {
				return r, ok, false
			}
		case colPrice:
			r.price, good = number(text)
			good = good && r.price >= 0
		case colQuantity:
			r.amount, good = number(text)
			mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
			good = good && (r.amount > 0 || r.amount == 0 && !strings.ContainsAny(mantissa, "123456789"))
		case colID:
			var err error
			r.id, err = strconv.ParseUint(text, 10, 64)
			good = err == nil && len(text) < 20 && r.id <= math.MaxInt64
		case colTextID:
			r.id = hashID(fields[i])
		case colTime:
			r.timeUS, _, _, good = parseTime(fields[i], 0) // has a fuzz target of its own
		case colSide:
			r.side = map[string]microstructure.Side{"buy": microstructure.Buy, "sell": microstructure.Sell}[strings.ToLower(text)]
			good = r.side != 0 && strings.Trim(text, "buyselBUYSEL") == ""
		case colMaker:
			r.side = map[string]microstructure.Side{"false": microstructure.Buy, "true": microstructure.Sell}[strings.ToLower(text)]
			good = r.side != 0 && strings.Trim(text, "falsetruFALSETRU") == ""
		case colSkip:
		default:
			var q check
			q.column = c
			q.value, q.unit, _, good = parseApprox(fields[i], 0)
			checks = append(checks, q)
		}
		if !good {
			return r, false, false
		}
	}
	if r.amount == 0 { // no trade: nothing follows from it
		return r, false, ok
	}
	base, quote := r.amount, r.amount*r.price
	ok = ok && base > 0 && quote > 0 && !math.IsInf(quote, 0)
	for i := range checks {
		ok = ok && checks[i].holds(base, quote)
	}
	return r, false, ok
}
