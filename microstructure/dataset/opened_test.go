package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/dataset/internal/parquetio"
)

// TestOpened reads what may lie in the place of a cached file: only one whose
// seal holds is read, and one that cannot be read is damaged, not missing.
func TestOpened(t *testing.T) {
	d := testDataset(t, 1)
	mustBars(t, d, DefaultConfig())
	cached, folder := d.cachePath("alpha"), t.TempDir()
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte("no parquet"), 0o666); err != nil {
		t.Fatal(err)
	}
	bad := errors.New("bad")
	fine := func(*parquetio.File) error { return nil }
	for name, c := range map[string]struct {
		path  string
		read  func(*parquetio.File) error
		found bool
		err   string
	}{
		"a file":      {cached, fine, true, ""},
		"none":        {filepath.Join(folder, "none"), fine, false, ""},
		"text":        {text, fine, true, text + ": not parquet"},
		"no seal":     {d.TradesPath("alpha", testDate), fine, true, "the checksum does not match"},
		"unreadable":  {cached, func(*parquetio.File) error { return bad }, true, "bad"},
		"a fault":     {cached, func(*parquetio.File) error { panic("out of range") }, true, "out of range"},
		"within, too": {cached, func(*parquetio.File) error { return &fs.PathError{Op: "read", Path: "x", Err: bad} }, true, "read x: bad"},
	} {
		var r barReader
		found, err := r.opened(c.path, c.read)
		if got := fmt.Sprint(err); found != c.found || (c.err == "") != (err == nil) || !strings.HasPrefix(got, c.err) && err != nil {
			t.Errorf("%s: %t, %v", name, found, err)
		}
	}
}
