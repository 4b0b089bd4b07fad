package parquetio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"
)

// texts writes a file of two columns of byte arrays: required words, and
// others that are null where they are empty.
func texts(t *testing.T, enc encoding.Encoding, codec compress.Codec, page int, words []string) string {
	t.Helper()
	text := func(n parquet.Node) parquet.Node { return parquet.Encoded(parquet.Compressed(n, codec), enc) }
	schema := parquet.NewSchema("file", parquet.Group{
		"number": parquet.Int(64),
		"word":   text(parquet.String()),
		"maybe":  parquet.Optional(text(parquet.String())),
		"many":   parquet.Repeated(parquet.String()),
	})
	path := filepath.Join(t.TempDir(), "words.parquet")
	var out strings.Builder
	w := parquet.NewGenericWriter[any](&out, schema, parquet.DataPageVersion(page), parquet.PageBufferSize(4_000), parquet.MaxRowsPerRowGroup(2_500))
	for i, word := range words {
		row := map[string]any{"number": int64(i), "word": word, "many": []string{word}}
		if word != "" {
			row["maybe"] = word
		}
		if _, err := w.Write([]any{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, path, []byte(out.String()))
	return path
}

func TestTextValues(t *testing.T) {
	repeated := func(n int, words ...string) (out []string) {
		for i := range n {
			out = append(out, words[i*len(words)/n])
		}
		return out
	}
	late := repeated(6_000, "BTCUSDT")
	late[5_999] = "ETHUSDT"
	many := make([]string, 3_000)
	for i := range many {
		many[i] = fmt.Sprintf("S%d", i%700)
	}
	for _, c := range []struct {
		name  string
		words []string
		want  []string // in the order of appearance, as many as three
	}{
		{"none", nil, nil},
		{"one", []string{"a"}, []string{"a"}},
		{"one word", repeated(6_000, "BTCUSDT"), []string{"BTCUSDT"}},
		{"the last of another", late, []string{"BTCUSDT", "ETHUSDT"}},
		{"one for each row group", repeated(5_000, "a", "b"), []string{"a", "b"}},
		{"empty ones and one word", repeated(3_000, "", "a", ""), []string{"a"}},
		{"all empty", repeated(100, ""), nil},
		{"many", many, []string{"S0", "S1", "S2"}},
		{"long and alike", repeated(10, strings.Repeat("x", 80)+"1", strings.Repeat("x", 80)+"2"), []string{strings.Repeat("x", 80) + "1", strings.Repeat("x", 80) + "2"}},
	} {
		for encodingName, enc := range map[string]encoding.Encoding{"plain": &parquet.Plain, "dictionary": &parquet.RLEDictionary} {
			for codecName, codec := range map[string]compress.Codec{"none": &parquet.Uncompressed, "snappy": &parquet.Snappy, "zstd": &parquet.Zstd} {
				for page := 1; page <= 2; page++ {
					name := fmt.Sprintf("%s, %s, %s, v%d", c.name, encodingName, codecName, page)
					f := open(t, texts(t, enc, codec, page, c.words))
					defer f.Close()
					names := ""
					for column := range f.TextColumns() {
						names += column.Name + " "
						got, err := f.TextValues(column, 3)
						if !sameWords(got, c.want, len(c.want) == 3) || err != nil {
							t.Errorf("%s, %s: %.60q, %v, want %.60q", name, column.Name, got, err, c.want)
						}
						if got, err := f.textValues(column, 3, false); !slices.Equal(got, c.want) || err != nil {
							t.Errorf("%s, %s, without statistics: %.60q, %v, want %.60q", name, column.Name, got, err, c.want)
						}
					}
					if names != "maybe word " {
						t.Errorf("%s: columns %s", name, names)
					}
				}
			}
		}
	}
}

// sameWords compares without regard to order, and to which ones if there are
// more than an answer holds.
func sameWords(got, want []string, more bool) bool {
	if more {
		return len(got) >= 2
	}
	got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
	return slices.Equal(got, want)
}

// TestUnusedWords: a category that no row has any more is still in the
// dictionary.
func TestUnusedWords(t *testing.T) {
	r := textReader{most: 3, words: []string{"a", "b", "c"}, used: make([]bool, 3)}
	// Width 2, a run of nine times the code 2.
	if err := r.readCodes(withSlack([]byte{2, 9 << 1, 2}), 9); err != nil || !slices.Equal(r.values, []string{"c"}) {
		t.Errorf("values %q, %v", r.values, err)
	}
	// A run and a packed run of as many as there can be, in a few bytes.
	long := binary.AppendUvarint(nil, 1<<32)
	if err := r.readCodes(withSlack(append(append([]byte{2}, long...), 2)), 1<<31); err != nil {
		t.Error(err)
	}
	long[0] |= 1
	if err := r.readCodes(withSlack(append([]byte{0}, long...)), 1<<34); err != nil {
		t.Error(err)
	}
	if err := r.readCodes(withSlack([]byte{2, 9 << 1, 3}), 9); err == nil {
		t.Error("a code beyond the dictionary is taken")
	}
	if err := r.readCodes(nil, 1); err == nil {
		t.Error("codes without a width are taken")
	}
}

func TestTextThatCannotBeTold(t *testing.T) {
	f := open(t, texts(t, &parquet.DeltaLengthByteArray, &parquet.Snappy, 1, []string{"a", "b"}))
	defer f.Close()
	var word TextColumn
	for c := range f.TextColumns() {
		word = c // the last
	}
	if got, err := f.TextValues(word, 3); len(got) != 2 || err != nil {
		t.Errorf("by statistics: %q, %v", got, err)
	}
	var e *Error
	if _, err := f.textValues(word, 3, false); !errors.As(err, &e) || e.Kind != ErrUnsupported || e.Column != "word" || e.Remedy == "" {
		t.Errorf("error %v", err)
	}
}

// TestDamagedText cuts and changes pages: an error or other words, no panic.
func TestDamagedText(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a file for each of its bytes")
	}
	words := []string{"BTCUSDT", "BTCUSDT", "ETHUSDT", "", "BTCUSDT"}
	for _, enc := range []encoding.Encoding{&parquet.Plain, &parquet.RLEDictionary} {
		f := open(t, texts(t, enc, &parquet.Uncompressed, 1, words))
		defer f.Close()
		data := read(t, f.Path)
		for at := range data[:len(data)-len(f.footer)] {
			for _, v := range []byte{0, 0xff, data[at] ^ 1, data[at] ^ 0x80} {
				changed := slices.Clone(data)
				changed[at] = v
				path := filepath.Join(t.TempDir(), "changed.parquet")
				write(t, path, changed)
				g := open(t, path)
				g.sealed = true // so that no checksum is in the way
				for column := range g.TextColumns() {
					if _, err := g.textValues(column, 9, false); err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrUnsupported) {
						t.Fatalf("byte %d is %d: %v", at, v, err)
					}
				}
				g.Close()
			}
		}
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
