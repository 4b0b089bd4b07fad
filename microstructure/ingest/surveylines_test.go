package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset/columns"
)

// TestFieldOfALine compares field with cut, of lines that are in order and of
// those that are not.
func TestFieldOfALine(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	names := []columns.Field{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}}
	given := 0
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
				}
			}
		}
	}
	if given < 20_000 {
		t.Errorf("only %d fields were there", given)
	}
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
	s, err := (&Format{Name: "csv"}).survey(context.Background(), InputFile{Path: path, Name: "f.csv"}, DefaultLimits(), 1)
	if err != nil || s.FromUS != 1761955100000001 || s.ToUS != 1761955201000000 {
		t.Errorf("%d to %d, %v", s.FromUS, s.ToUS, err)
	}
}

// TestLinesFromAPlace begins at each byte of a file.
func TestLinesFromAPlace(t *testing.T) {
	text := "time,price,qty,side\n1,2,3,buy\r\n\n" + strings.Repeat("9", 40) + "\n4,5,6,sell\n7,8,9,buy"
	path := filepath.Join(t.TempDir(), "f.csv")
	must(t, os.WriteFile(path, []byte(text), 0o600))
	limits := DefaultLimits()
	limits.MaxLineBytes = 30
	table, err := openText(context.Background(), path, &Format{Name: "csv"}, limits, nil)
	must(t, err)
	defer table.Close()
	made, err := table.read([]int{0})
	must(t, err)
	for place := 1; place <= len(text); place++ {
		want := strings.Split(text[place-1:], "\n")[1:]
		if len(want) > 0 && want[len(want)-1] == "" {
			want = want[:len(want)-1]
		}
		r := made.(*textReader).from(int64(place))
		for i := 0; ; i++ {
			at := place - 1 + int(r.table.lines.place())
			line, err := r.table.lines.next()
			if err == io.EOF {
				if i != len(want) {
					t.Errorf("from %d: %d lines of %q", place, i, want)
				}
				break
			}
			if i >= len(want) || err != errLongLine && (string(line) != strings.TrimSuffix(want[i], "\r") || at < len(text) && !strings.HasPrefix(text[at:], want[i])) {
				t.Fatalf("from %d: line %d is %q at %d, %v; there are %q", place, i, line, at, err, want)
			}
		}
	}
}

// TestPartsOfAFile has the earliest and the latest time in one tenth of a file or
// another.
func TestPartsOfAFile(t *testing.T) {
	const rows = 700_000
	path := filepath.Join(t.TempDir(), "f.csv")
	row := func(us int64) string { return fmt.Sprintf("%d,95000,0.001,buy\n", us) }
	const usual = 1_761_955_200_000_000
	text := []byte("time,price,qty,side\n" + strings.Repeat(row(usual), rows))
	head, each := len("time,price,qty,side\n"), len(row(usual))
	for _, tenth := range []int{0, 3, 6, 9} {
		for _, off := range []int64{-1 - int64(tenth), 1 + int64(tenth)} {
			i := tenth*rows/10 + int(off) + rows/20
			copy(text[head+i*each:], row(usual+1000*off))
		}
		must(t, os.WriteFile(path, text, 0o600))
		for _, workers := range []int{1, 2, 3} {
			s, err := (&Format{Name: "csv"}).survey(context.Background(), InputFile{Path: path, Name: "f.csv"}, DefaultLimits(), workers)
			if far := 1000 * int64(tenth+1); err != nil || s.FromUS != usual-far || s.ToUS != usual+far+1 {
				t.Errorf("%d workers, tenth %d: %d to %d, %v", workers, tenth, s.FromUS, s.ToUS, err)
			}
		}
	}
}
