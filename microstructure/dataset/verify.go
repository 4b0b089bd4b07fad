package dataset

import (
	"context"
	"io"
)

// VerifyAll makes the reader verify every byte of a file that a TradesWriter
// wrote, and not only what it delivers; call it before Next.
func (r *TradesReader) VerifyAll() { r.verifies = r.file.Vouched() }

// Unverified reports whether any page read so far has no checksum, so that
// damage could go unnoticed.
func (r *TradesReader) Unverified() bool {
	return r.timestamp.Unsummed() || r.price.Unsummed() || r.quantity.Unsummed() || r.quoteQuantity.Unsummed() || r.side.Unsummed()
}

// Verify reads a file of trades whose name is its date, with VerifyAll.
func Verify(ctx context.Context, path string) error {
	r, err := OpenTrades(path)
	if err != nil {
		return err
	}
	defer r.Close()
	r.VerifyAll()
	for err == nil {
		if err = ctx.Err(); err == nil {
			_, err = r.Next()
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}
