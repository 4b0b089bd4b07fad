package ingest

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// TestFieldOfALine compares field with cut, of lines that are in order and of
// those that are not.
func TestFieldOfALine(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	names := []columns.Field{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}}
	given, quick := 0, 0
	for _, comma := range []byte(separators) {
		table := &textTable{comma: comma, names: names, loose: true}
		for field := range names {
			for other := range names {
				wanted := []int{field, other}
				if field == other {
					wanted = wanted[:1]
				}
				made, err := table.read(wanted)
				must(t, err)
				r := made.(*textReader)
				for range 2000 {
					line := randomLine(random, comma, len(names))
					got := bytes.Clone(r.field(line, field))
					r.row = 1
					r.texts[0][1] = nil
					if r.cut(line) != nil {
						r.texts[0][1] = nil
					}
					if want := r.texts[0][1]; !bytes.Equal(got, want) {
						t.Fatalf("field %d of %q, to %d: %q, not %q", field, line, other, got, want)
					}
					if len(got) > 0 {
						given++
					}
					if checkQuickTime(t, r, line, field, got) {
						quick++
					}
				}
			}
		}
	}
	if given < 20_000 || quick < 10_000 {
		t.Errorf("only %d fields were there, %d read as numbers", given, quick)
	}
}

// checkQuickTime reports whether the reader of numbers takes a line, whose
// field it has to read as it is.
func checkQuickTime(t *testing.T, r *textReader, line []byte, field int, text []byte) bool {
	t.Helper()
	q := newQuickTimes(r, field)
	buf := append(append(bytes.Clone(line), '\n'), make([]byte, markRoom)...)
	q.marks.set(buf, len(line)+1)
	v, next := q.time(buf, 0)
	if next < 0 {
		return false
	}
	us, _ := microsOf(int64(v))
	if want := new(timeNotes).textTime(text); us != want || next != len(line)+1 {
		t.Fatalf("field %d of %q: %d, next %d; not %d", field, line, us, next, want)
	}
	return true
}

// randomLine has mostly as many fields as it should, and quotes now and then.
func randomLine(random *rand.Rand, comma byte, fields int) (line []byte) {
	pieces := []string{"", "1", "12", "1761955200123", "buy", "95000.5", " 7 ", `"q"`, `"a,b"`, `"un`, `""`, "x\"y", "a b c d e f g"}
	if random.IntN(3) == 0 {
		fields = 1 + random.IntN(6)
	}
	for k := range fields {
		if k > 0 {
			line = append(line, comma)
		}
		line = append(line, pieces[random.IntN(len(pieces)-random.IntN(2)*6)]...)
	}
	return line
}

// TestTimesOfAllLines has the earliest and the latest time far behind what is
// read for the other columns.
func TestTimesOfAllLines(t *testing.T) {
	var text bytes.Buffer
	io.WriteString(&text, "time,price,qty,side,trade_id,exchange\n")
	line := func(us string) { io.WriteString(&text, us+",95000,1,buy,7,bitmex\n") }
	for range 3 * columns.BatchRows {
		line("1761955200123456")
	}
	line("1761955200999999")
	line(`"1761955100000001"`)
	line("1") // too early to be a time of a trade
	line("")
	io.WriteString(&text, "1761955000000000,95000\n")
	line("1761955200123456")
	path := filepath.Join(t.TempDir(), "f.csv")
	must(t, os.WriteFile(path, text.Bytes(), 0o600))
	s, err := (&Format{Name: "csv"}).survey(context.Background(), InputFile{Path: path, Name: "f.csv"}, DefaultLimits())
	if err != nil || s.FromUS != 1761955100000001 || s.ToUS != 1761955201000000 {
		t.Errorf("%d to %d, %v", s.FromUS, s.ToUS, err)
	}
}
