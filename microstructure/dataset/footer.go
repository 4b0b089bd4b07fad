package dataset

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// The footer of a file of trades says where they come from, which is known only
// when their archives have been read, while the library's writer takes some
// megabytes for as long as it is open. So the footer is taken from it, and
// written by itself when its time comes.

// withheld passes on what is written to it, until held is set.
type withheld struct {
	to   io.Writer
	held *bytes.Buffer // nil while it passes on
}

func (w *withheld) Write(b []byte) (int, error) {
	if w.held != nil {
		return w.held.Write(b)
	}
	return w.to.Write(b)
}

// tailSize is the length of what follows the footer: its length and a magic.
const tailSize = 8

// closeWithoutFooter closes a writer to out, and returns the footer that the
// file lacks then.
func closeWithoutFooter(w *parquet.GenericWriter[tradeRow], out *withheld) (*format.FileMetaData, error) {
	if err := w.Flush(); err != nil {
		return nil, err
	}
	out.held = &bytes.Buffer{}
	if err := w.Close(); err != nil {
		return nil, err
	}
	end := out.held.Bytes()
	out.held = nil
	n := tailSize
	if len(end) >= n {
		n += int(binary.LittleEndian.Uint32(end[len(end)-n:]))
	}
	if len(end) < n {
		return nil, errors.New("parquet: the writer wrote no footer")
	}
	footer := *w.File().Metadata()
	_, err := out.to.Write(end[:len(end)-n])
	return &footer, err
}

// writeFooter ends a file with its footer, which gets key-value metadata.
func writeFooter(w io.Writer, footer *format.FileMetaData, metadata map[string]string) error {
	footer.KeyValueMetadata = nil
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		footer.KeyValueMetadata = append(footer.KeyValueMetadata, format.KeyValue{Key: key, Value: metadata[key]})
	}
	b, err := thrift.Marshal(new(thrift.CompactProtocol), footer)
	if err != nil {
		return err
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(b)))
	_, err = w.Write(append(b, "PAR1"...))
	return err
}
