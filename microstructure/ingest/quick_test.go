package ingest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// quickLine reads a line as if it were alone in memory.
func quickLine(q *quickParser, line string, r *row) (next int, ok bool) {
	buf := append([]byte(line+"\n"), make([]byte, markRoom)...)
	q.marks.set(buf, len(line)+1)
	return q.parse(buf, 0, r)
}

// checkQuick compares the quick parser with the one that it stands for, and
// reports whether it takes the line.
func checkQuick(t *testing.T, columns []column, instrument, line string) bool {
	t.Helper()
	taken := [2]bool{}
	for i := range taken {
		p := newRowParser(columns, instrument, contract{size: 1})
		q := p.quick(1 << 16)
		if i > 0 {
			q.plain = nil // which reads the same, and more
		}
		var got, want row
		got.id, got.side = 99, 99 // of another row
		next, ok := quickLine(q, line, &got)
		if taken[i] = ok; !ok {
			continue
		}
		other, bad := p.parse([]byte(strings.TrimSuffix(line, "\r")), &want)
		if other || bad != nil || next != len(line)+1 || want.amount == 0 || q.units != p.units {
			t.Fatalf("%q: next %d, %v; other %t, %v, %v", line, next, q.units, other, bad, p.units)
		}
		if !slices.Contains(columns, colSide) && !slices.Contains(columns, colMaker) {
			got.side = 0
		}
		if !got.same(&want) {
			t.Fatalf("%q: %+v, want %+v", line, got, want)
		}
	}
	if taken[0] != taken[1] {
		t.Fatalf("%q is plain: %t, but by its fields: %t", line, taken[0], taken[1])
	}
	return taken[0]
}

// TestQuickShape: lines of numbers and a side are read without a look at each
// field, wherever the side is.
func TestQuickShape(t *testing.T) {
	if vector.InUse() == vector.Plain {
		t.Skip("there are no vector instructions")
	}
	fields := map[column]string{colTime: "1723161256322", colID: "5266583935", colPrice: "61777.10", colQuantity: "0.002", colQuote: "123.5542", colMaker: "true", colSide: "buy"}
	for _, c := range []struct {
		columns []column
		shaped  bool
	}{
		{[]column{colID, colPrice, colQuantity, colQuote, colTime, colMaker}, true},
		{[]column{colTime, colPrice, colQuantity, colSide, colID}, true},
		{[]column{colSide, colTime, colPrice, colQuantity}, true},
		{[]column{colTime, colPrice, colQuantity}, false},
		{[]column{colTime, colPrice, colSide}, false},
		{[]column{colTime, colPrice, colQuantity, colSide, colMaker}, false},
		{[]column{colTime, colPrice, colPrice, colQuantity, colSide}, false},
		{[]column{colTime, colSkip, colPrice, colQuantity, colSide}, false},
		{[]column{colTime, colTextID, colPrice, colQuantity, colSide}, false},
		{[]column{colTime, colPrice, colQuantity, colBase, colSide}, false},
	} {
		q := newRowParser(c.columns, "", contract{size: 1}).quick(1 << 16)
		if (q.plain != nil) != c.shaped {
			t.Errorf("%v are numbers and a side: %t, want %t", c.columns, q.plain != nil, c.shaped)
		}
		if q.plain == nil {
			continue
		}
		var texts []string
		for _, k := range c.columns {
			texts = append(texts, fields[k])
		}
		line := strings.Join(texts, ",")
		buf := append([]byte(line+"\n"), make([]byte, markRoom)...)
		q.marks.set(buf, len(line)+1)
		var r row
		if next, ok := q.line(buf, 0, &r); !ok || next != len(line)+1 || r.timeUS != 1723161256322000 || r.price != 61777.1 || r.amount != 0.002 ||
			r.side == 0 || r.id != 5266583935 && slices.Contains(c.columns, colID) {
			t.Errorf("%q: %+v, %t", line, r, ok)
		}
	}
}

// TestQuickParserTakesUsualLines: the lines that exchanges write are plain. If
// they were not, imports would be slow and no other test would tell.
func TestQuickParserTakesUsualLines(t *testing.T) {
	const okx = "instrument_name,trade_id,side,price,size,created_time"
	for _, c := range []struct {
		venue                    *venue
		header, instrument, line string
	}{
		{&binanceFutures, umHeader, "BTCUSDT", "5266583935,61777.10,0.002,123.55420,1723161256322,false"},
		{&binanceFutures, umHeader, "PEPEUSDT", "1,0.5,1000000000,500000000,1723161256322,TRUE\r"},
		{&binanceSpot, "", "BTCUSDT", "123456789012,1.00000000,0.12345678,0.12345678,1723161256322123,False,True"},
		{&bybitFutures, bybitHeader, "BTCUSDT", "1723161256.3219,BTCUSDT,Buy,0.003,61700.50,ZeroMinusTick,c2f5bcf3-96f2-5c5c-a7c3-a2f4b6d2c3a4,1.851015e+10,0.003,185.1015"},
		{&okxSpot, okx, "BTC-USDT", "BTC-USDT,1,sell,61700.1,0.00000012,1723161256000"},
		{&okxFutures, okx, "BTC-USDT-SWAP", "BTC-USDT-SWAP,1,buy,61700.1,1,1723161256000"},
	} {
		first := strings.TrimSpace(c.header)
		if first == "" {
			first = c.line
		}
		l, err := newLayout(c.venue, []byte(first), false)
		if err != nil || !checkQuick(t, l.columns, c.instrument, c.line) {
			t.Errorf("%s: %q is not plain, %v", c.venue.name, c.line, err)
		}
	}
}

// TestQuickNumbers compares numbers of all lengths with the parsers of one.
func TestQuickNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + random.IntN(10))
		}
		return string(b)
	}
	taken := 0
	for whole := range 22 {
		for fraction := range 20 {
			for range 20 {
				price, id := digits(whole), digits(whole)
				if fraction > 0 {
					price += "." + digits(fraction-1)
				}
				if checkQuick(t, []column{colPrice, colQuantity, colID, colTime, colMaker}, "", price+",1."+digits(fraction)+","+id+","+id+",true") {
					taken++
				}
			}
		}
	}
	if taken < 1000 {
		t.Errorf("only %d lines were plain", taken)
	}
}

// TestQuickFieldsEnd has something behind each field, in lines that have no more
// fields and in lines that have.
func TestQuickFieldsEnd(t *testing.T) {
	kinds := []column{colPrice, colQuantity, colTime, colID, colTextID, colSide, colInstrument, colQuote}
	texts := []string{"95000.5", "2", "1723161256322", "123456789", "ab", "buy", "BTCUSDT", "190001"}
	for range kinds {
		kinds, texts = append(kinds[1:], kinds[0]), append(texts[1:], texts[0]) // each is the last one once
		columns, line := kinds, strings.Join(texts, ",")
		for _, rest := range []string{"", ",x", ",x,y"} {
			all := append(slices.Clone(columns), make([]column, strings.Count(rest, ","))...)
			if !checkQuick(t, all, "BTCUSDT", line+rest) {
				t.Errorf("%q is not plain", line+rest)
			}
			for _, behind := range []string{"x", " ", ".", "-", "\r", "\"", "5", "e1"} {
				checkQuick(t, all, "BTCUSDT", line+behind+rest)
			}
			checkQuick(t, all, "BTCUSDT", line+rest+",x")
		}
	}
}

// TestConsecutiveNumbers has whole numbers that differ from those before them in
// all ways.
func TestConsecutiveNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	p := newRowParser([]column{colPrice, colQuantity, colID}, "", contract{size: 1})
	q := p.quick(1 << 16)
	var r row
	id := uint64(99_999_980)
	for range 20_000 {
		switch random.IntN(8) {
		case 0:
			id = random.Uint64() >> (1 + random.IntN(60))
		case 1:
			id += 10
		default:
			id++
		}
		if _, ok := quickLine(q, fmt.Sprintf("1,1,%d", id), &r); !ok || r.id != id {
			t.Fatalf("%d, not %d (%t)", r.id, id, ok)
		}
	}
}

// TestPlainAndQuotedFiles: fields in quotes are never read by the quick parser,
// and mean the same.
func TestPlainAndQuotedFiles(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[max(0, random.IntN(20*len(of))-19*len(of))] } // mostly the first
	for round := range 40 {
		comma := string(separators[round%len(separators)])
		var plain, quoted bytes.Buffer
		add := func(fields ...string) {
			end := pick("\n", "\r\n")
			plain.WriteString(strings.Join(fields, comma) + end)
			for i, f := range fields {
				fields[i] = `"` + f + `"`
			}
			quoted.WriteString(strings.Join(fields, comma) + end)
		}
		header := []string{"note", "time", "price", "qty", "side", "symbol", "quote_qty", "exchange", "trade_id", "rest"}
		if round%3 == 0 {
			header[4] = "is_buyer_maker"
		}
		if round%2 == 0 {
			header[8] = "no id"
		}
		add(header...)
		us := int64(1_761_955_200_000_000)
		for i := range 3000 {
			us += random.Int64N(60_000_000)
			side := pick([]string{"buy", "B"}[i%2], "SELL", "ask", "", "bad")
			if round%3 == 0 {
				side = pick([]string{"true", "0"}[i%2], "False", "T", "x")
			}
			stamp := pick(fmt.Sprint(us), fmt.Sprint(us/1000), fmt.Sprintf("%d.5", us/1_000_000), strings.TrimSuffix(timeText(us), "Z"), "0", "", "x")
			id := pick(fmt.Sprint(1000+i), "12345678901234567890", "")
			if round%4 == 1 {
				id = pick(fmt.Sprintf("a-%d", i), "")
			}
			add(pick("", "n", " n"), stamp, pick("95000.1", "0.00000001", "1e5", " 7", "0", "-1"), pick("0.001", "12", "0", "x"), side,
				pick("BTCUSDT", "ETHUSDT", ""), pick("", "95", "95.0001"), pick("mine", ""), id, pick("", "r"))
		}
		dir := t.TempDir()
		var reports [2]Report
		var days [2]map[string]*memoryDay
		var errs [2]error
		for i, text := range []*bytes.Buffer{&plain, &quoted} {
			path := filepath.Join(dir, fmt.Sprint(i), "f.csv")
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			must(t, os.WriteFile(path, text.Bytes(), 0o600))
			reports[i], days[i], errs[i] = importFiles(t, Format{Name: "csv"}, "BTCUSDT", func(c *Config) { c.WindowRows = 1 << 20 }, path)
		}
		if a, b := fmt.Sprint(errs[0]), fmt.Sprint(errs[1]); a != b {
			t.Fatalf("round %d: %s; quoted %s", round, a, b)
		}
		if a, b := without(reports[0]), without(reports[1]); a != b {
			t.Fatalf("round %d:\n%s\nquoted\n%s", round, a, b)
		}
		for name, d := range days[0] {
			if other := days[1][name]; other == nil || dump(d.trades) != dump(other.trades) || !slices.Equal(d.ids, other.ids) {
				t.Fatalf("round %d: %s differs", round, name)
			}
		}
	}
}

// without is a report without what tells files apart.
func without(r Report) string {
	for i := range r.Archives {
		r.Archives[i].SHA256, r.Archives[i].Bytes = "", 0
	}
	text := fmt.Sprintf("%+v\n", r.Archives)
	for _, d := range r.Days {
		d.Archives = nil
		text += fmt.Sprintf("%+v\n", d)
	}
	for _, f := range r.Failures {
		text += fmt.Sprintln(f.Archive, f.Days, f.Err)
	}
	return text
}
