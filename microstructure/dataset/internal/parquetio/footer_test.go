package parquetio

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestHostileFooter reads a footer that claims 40 million row groups, in the
// encoding of thrift: field 4, a list of structs, and their number.
func TestHostileFooter(t *testing.T) {
	footer := binary.AppendUvarint([]byte{0x49, 0xfc}, 40_000_000)
	footer = append(footer, 0, 0)
	file := append([]byte(magic), footer...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(footer)))
	file = append(file, magic...)
	path := filepath.Join(t.TempDir(), "hostile.parquet")
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := Open(path, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	err = f.Parse()
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrCorrupt) {
		t.Errorf("error %v", err)
	}
	if made := after.TotalAlloc - before.TotalAlloc; made > 100_000 {
		t.Errorf("%d bytes of memory for a footer of %d", made, len(footer))
	}
}
