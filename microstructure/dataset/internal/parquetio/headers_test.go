package parquetio

import (
	"hash/crc32"
	"os"
	"slices"
	"testing"
)

// TestHeaders gives Headers a file in pieces of several lengths, and compares
// with the headers that are found by reading it.
func TestHeaders(t *testing.T) {
	const path = "../../testdata/checksums/2025-11-01.parquet"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	defer f.Close()
	type part struct {
		from, to int64
		sum      uint32
	}
	var chunks []part
	end := int64(0)
	for g := range f.meta.rowGroups {
		for leaf := range f.meta.leaves {
			c, err := f.meta.chunk(g, leaf)
			if err != nil {
				t.Fatal(err)
			}
			p := part{from: c.start, to: c.end}
			for at := c.start; at < c.end; {
				h, n, err := parsePageHeader(data[at:c.end])
				if err != nil {
					t.Fatal(err)
				}
				p.sum = crc32.Update(p.sum, crc32.IEEETable, data[at:][:n])
				at += int64(n) + h.compressed
			}
			chunks = append(chunks, p)
			end = max(end, c.end)
		}
	}
	for _, size := range []int{1, 7, headerSize, len(data)} {
		s := NewHeaders()
		for piece := range slices.Chunk(data[:end], size) {
			if n, err := s.Write(piece); n != len(piece) || err != nil {
				t.Fatalf("pieces of %d bytes: %d, %v", size, n, err)
			}
		}
		for _, c := range chunks {
			if got := s.Sum(c.from, c.to); got != c.sum {
				t.Errorf("pieces of %d bytes: %08x for bytes [%d, %d), want %08x", size, got, c.from, c.to, c.sum)
			}
		}
		if s.At() != end {
			t.Errorf("at %d, want %d", s.At(), end)
		}
	}
	if _, err := NewHeaders().Write(make([]byte, 1000)); err == nil {
		t.Error("1000 zeros are headers of pages")
	}
}
