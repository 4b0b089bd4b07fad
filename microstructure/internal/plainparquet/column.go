package plainparquet

import (
	"encoding/binary"
	"math"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// Ints adds a column of whole numbers.
func (w *Writer) Ints(name string, values []int64) {
	e := element(name, format.Int64)
	e.ConvertedType = thrift.New(deprecated.Int64)
	e.LogicalType.Value = &format.IntType{BitWidth: 64, IsSigned: true}
	add(w, e, values, plainInt)
}

// Times adds a column of times in µs since the Unix epoch.
func (w *Writer) Times(name string, values []int64) {
	e := element(name, format.Int64)
	e.ConvertedType = thrift.New(deprecated.TimestampMicros)
	e.LogicalType.Value = &format.TimestampType{IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: new(format.MicroSeconds)}}
	add(w, e, values, plainInt)
}

// Floats adds a column of numbers. A NaN stays a NaN.
func (w *Writer) Floats(name string, values []float64) {
	add(w, element(name, format.Double), values, func(to []byte, v float64) []byte {
		return binary.LittleEndian.AppendUint64(to, math.Float64bits(v))
	})
}

// Texts adds a column of texts in UTF-8.
func (w *Writer) Texts(name string, values []string) {
	e := element(name, format.ByteArray)
	e.ConvertedType = thrift.New(deprecated.UTF8)
	e.LogicalType.Value = new(format.StringType)
	add(w, e, values, func(to []byte, v string) []byte {
		return append(binary.LittleEndian.AppendUint32(to, uint32(len(v))), v...)
	})
}

func element(name string, physical format.Type) format.SchemaElement {
	return format.SchemaElement{Name: name, Type: thrift.New(physical), RepetitionType: thrift.New(format.Required)}
}

func plainInt(to []byte, v int64) []byte { return binary.LittleEndian.AppendUint64(to, uint64(v)) }
