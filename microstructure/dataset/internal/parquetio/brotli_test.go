package parquetio

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/molecule-man/go-brrr"
)

func packBrotli(t *testing.T, page []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := brrr.NewWriter(&b, 5)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(page); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestBrotli decompresses pages whose streams end around a boundary of what the
// decoder reads at once, and refuses them with a tail, cut, and of another size.
func TestBrotli(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	var d decompressor
	for _, size := range []int{0, 1, 100, 32760, 32761, 32762, 32763, 32764, 32765, 32766, 65530, 1 << 17} {
		page := make([]byte, size)
		for i := range page {
			page[i] = byte(random.Uint32()) // which cannot be made smaller
		}
		packed := packBrotli(t, page)
		if got, err := d.growBrotli(nil, size, packed); err != nil || !bytes.Equal(got, page) {
			t.Errorf("%d bytes from %d: %d bytes, %v", size, len(packed), len(got), err)
		}
		for _, tail := range []int{1, 10, 32768, 70_000} {
			if _, err := d.growBrotli(nil, size, append(bytes.Clone(packed), make([]byte, tail)...)); err == nil {
				t.Errorf("%d bytes: a tail of %d is read", size, tail)
			}
		}
		if _, err := d.growBrotli(nil, size+1, packed); err == nil {
			t.Errorf("%d bytes are read as one more", size)
		}
		if size == 0 {
			continue
		}
		if _, err := d.growBrotli(nil, size-1, packed); err == nil {
			t.Errorf("%d bytes are read as one less", size)
		}
		if _, err := d.growBrotli(nil, size, packed[:len(packed)-1]); err == nil {
			t.Errorf("%d bytes: a stream without its last byte is read", size)
		}
	}
}
