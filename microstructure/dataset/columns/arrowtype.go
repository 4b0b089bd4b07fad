package columns

import "fmt"

// Members of the Type union of Arrow's Schema.fbs.
const (
	arrowNull = 1 + iota
	arrowInt
	arrowFloat
	arrowBinary
	arrowUtf8
	arrowBool
	arrowDecimal
	arrowDate
	arrowClock
	arrowTimestamp
	arrowInterval
	arrowList
	arrowStruct
	arrowUnion
	arrowFixed
	arrowFixedList
	arrowMap
	arrowDuration
	arrowLargeBinary
	arrowLargeUtf8
	arrowLargeList
	arrowRuns
	arrowBinaryView
	arrowUtf8View
)

// An arrowType is the type of a column, or of a dictionary's values.
type arrowType struct {
	member     int
	width      int // bytes of a value of a fixed size; 0 for flags and for byte arrays
	signed     bool
	scale      int
	dictionary int64      // its id, if the values are numbers of its words
	index      *arrowType // then the type of these numbers; nil otherwise
}

// maxDepth bounds the nesting of columns.
const maxDepth = 16

// arrowField reads a field: what it is, its type, and how many nodes and
// buffers it takes in a batch, those of its children included.
func arrowField(t flatTable, depth int) (f Field, typ arrowType, nodes, buffers int, err error) {
	if depth > maxDepth {
		return f, typ, 0, 0, errFlat
	}
	f.Name = t.text(0)
	typ.member = int(t.whole(2, 1, 0))
	of := t.table(3)
	f.Type = typ.describe(of, &f)
	nodes, buffers = 1, typ.ownBuffers(of)
	if encoding := t.table(4); encoding.at != 0 {
		index := encoding.table(1)
		typ.index = &arrowType{member: arrowInt, width: int(index.whole(0, 4, 32)) / 8, signed: index.at == 0 || index.whole(1, 1, 0) != 0}
		typ.dictionary = encoding.whole(0, 8, 0)
		f.Type = "dictionary<" + f.Type + ">"
		if f.Kind != Text {
			f.Kind = Unreadable
		}
		return f, typ, 1, 2, t.err
	}
	if buffers < 0 {
		return f, typ, 0, 0, fmt.Errorf("type %d is not known", typ.member)
	}
	for _, child := range t.tables(5) {
		_, _, n, b, err := arrowField(child, depth+1)
		if err != nil {
			return f, typ, 0, 0, err
		}
		nodes, buffers = nodes+n, buffers+b
	}
	return f, typ, nodes, buffers, t.err
}

// ownBuffers is how many buffers a column of the type has, without those of
// columns inside; below 0 if the type is not known.
func (t *arrowType) ownBuffers(of flatTable) int {
	switch t.member {
	case arrowNull, arrowRuns:
		return 0
	case arrowFixedList, arrowStruct:
		return 1
	case arrowInt, arrowFloat, arrowBool, arrowDecimal, arrowDate, arrowClock, arrowTimestamp, arrowInterval, arrowFixed, arrowDuration,
		arrowList, arrowMap, arrowLargeList, arrowBinaryView, arrowUtf8View:
		return 2
	case arrowBinary, arrowUtf8, arrowLargeBinary, arrowLargeUtf8:
		return 3
	case arrowUnion:
		return 1 + int(of.whole(0, 2, 0)) // a dense one has offsets
	}
	return -1
}

// describe fills in the width and what the field is, and returns the type's
// name.
func (t *arrowType) describe(of flatTable, f *Field) string {
	switch t.member {
	case arrowNull:
		return "null"
	case arrowInt:
		t.width, t.signed = int(of.whole(0, 4, 0))/8, of.whole(1, 1, 0) != 0
		f.Kind = kindIf(Whole, t.width == 1 || t.width == 2 || t.width == 4 || t.width == 8)
		return map[bool]string{true: "int", false: "uint"}[t.signed] + fmt.Sprint(8*t.width)
	case arrowFloat:
		precision := of.whole(0, 2, 0)
		t.width = 2 << max(0, min(precision, 2))
		f.Kind, f.Single = kindIf(Real, t.width > 2), t.width == 4
		return map[int]string{2: "halffloat", 4: "float", 8: "double"}[t.width]
	case arrowBool:
		f.Kind = Flag
		return "bool"
	case arrowDecimal:
		bits := of.whole(2, 4, 128)
		t.width, t.scale = int(bits)/8, int(of.whole(1, 4, 0))
		if f.Kind = kindIf(Real, (bits == 32 || bits == 64 || bits == 128) && t.scale >= 0 && t.scale <= 38); f.Kind == Real {
			f.Decimal = true
		}
		return fmt.Sprintf("decimal%d(%d, %d)", bits, of.whole(0, 4, 0), t.scale)
	case arrowTimestamp:
		unit := max(0, min(of.whole(0, 2, 0), 3))
		t.width, t.signed = 8, true
		f.Kind, f.PerSecond = Time, [...]int64{1, 1e3, 1e6, 1e9}[unit]
		name := "timestamp[" + [...]string{"s", "ms", "us", "ns"}[unit]
		if zone := of.text(1); zone != "" {
			f.Zoned = true
			name += ", " + zone
		}
		return name + "]"
	case arrowFixed:
		t.width = int(of.whole(0, 4, 0))
		if f.Kind = kindIf(Bytes, t.width > 0 && t.width <= maxArrowText); f.Kind == Bytes {
			f.Length = t.width
		}
		return fmt.Sprintf("fixed_size_binary[%d]", t.width)
	case arrowUtf8, arrowBinary:
		f.Kind, t.width = Text, 4 // of the offsets
		return map[bool]string{true: "string", false: "binary"}[t.member == arrowUtf8]
	case arrowLargeUtf8, arrowLargeBinary:
		f.Kind, t.width = Text, 8
		return map[bool]string{true: "large_string", false: "large_binary"}[t.member == arrowLargeUtf8]
	case arrowUtf8View, arrowBinaryView:
		f.Kind = Text
		return map[bool]string{true: "string_view", false: "binary_view"}[t.member == arrowUtf8View]
	}
	return map[int]string{arrowDate: "date", arrowClock: "time", arrowList: "list", arrowStruct: "struct", arrowFixedList: "list", arrowMap: "map",
		arrowDuration: "duration", arrowLargeList: "list"}[t.member]
}

func kindIf(k Kind, is bool) Kind {
	if is {
		return k
	}
	return Unreadable
}

// views reports whether the column is of texts that are kept apart from it.
func (t *arrowType) views() bool { return t.member == arrowUtf8View || t.member == arrowBinaryView }
