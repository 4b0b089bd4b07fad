package parquetio

import (
	"errors"
	"fmt"
	"math"
	"unsafe"

	"github.com/parquet-go/parquet-go/format"
	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// A Rule is a condition on every value of a column.
type Rule struct {
	// Least and Most bound the value's 64 bits as an unsigned number. For
	// doubles with sign 0 that is the order of the values.
	Least, Most uint64
	// Sign allows only +1 and -1 instead.
	Sign    bool
	Problem string // follows the value in an error: "is not …"
	Remedy  string
}

// Positive allows only finite doubles above zero.
var Positive = Rule{
	Least: 1, Most: math.Float64bits(math.MaxFloat64),
	Problem: "is not a finite number above zero", Remedy: "correct or remove the row",
}

// Any allows every value.
var Any = Rule{Most: math.MaxUint64}

func (r *Rule) allowsAny() bool { return !r.Sign && r.Least == 0 && r.Most == math.MaxUint64 }

func (r *Rule) holds(v uint64) bool {
	if r.Sign {
		return (v+1)&^2 == 0
	}
	return v-r.Least <= r.Most-r.Least
}

// holdsAll reports whether the rule holds for every value. It does not stop at
// the first violation: a branch per value would cost more.
func (r *Rule) holdsAll(values []uint64) bool {
	bad := 0
	if r.Sign {
		for _, v := range values {
			if (v+1)&^2 != 0 {
				bad++
			}
		}
		return bad == 0
	}
	least, span := r.Least, r.Most-r.Least
	for _, v := range values {
		if v-least > span {
			bad++
		}
	}
	return bad == 0
}

// Int64s fills dst with the next values of a column of kind Int64. The row
// group must have that many left.
func (c *Column) Int64s(dst []int64) error { return c.read64(Words(dst)) }

// Doubles fills dst with the next values of a column of kind Double.
func (c *Column) Doubles(dst []float64) error { return c.read64(Words(dst)) }

// Signs fills dst with the next values of a column of kind Integer whose rule
// has Sign.
func Signs[S ~int8](c *Column, dst []S) error {
	return c.read8(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(dst))), len(dst)))
}

func (c *Column) read64(dst []uint64) error {
	for len(dst) > 0 {
		if c.left == 0 {
			if err := c.nextPage(); err != nil {
				return err
			}
		}
		part := dst[:min(c.left, len(dst))]
		holds, err := c.take(part)
		if err != nil {
			return c.corrupt(err)
		}
		if !holds {
			for i, v := range part {
				if !c.rule.holds(v) {
					return c.broken(v, i)
				}
			}
		}
		c.left -= len(part)
		dst = dst[len(part):]
	}
	return nil
}

// take fills dst with values of the page, and reports whether all of them are
// known to satisfy the rule.
func (c *Column) take(dst []uint64) (holds bool, err error) {
	if c.deltas != nil {
		if direct, err := c.takeDeltas(dst); direct || err != nil {
			return c.rule.allowsAny(), err
		}
	}
	if c.plain != nil {
		return c.copyPlain(dst), nil
	}
	return !c.dictBad, c.indexes.words(dst, c.dict)
}

// copyPlain copies plain values and reports whether all of them satisfy the
// rule.
func (c *Column) copyPlain(dst []uint64) bool {
	src := c.plain
	c.plain = src[len(dst)*c.width:]
	if c.width != 8 || c.rule.Sign {
		for i := range dst {
			dst[i] = c.extend(src[i*c.width:])
		}
		return false
	}
	if c.rule.allowsAny() {
		copy(bytesOf(dst), src)
		return true
	}
	return variants[vector.InUse()].copyBounded(dst, src, c.rule.Least, c.rule.Most-c.rule.Least)
}

func (c *Column) read8(dst []byte) error {
	var wide [256]uint64
	for len(dst) > 0 {
		if c.left == 0 {
			if err := c.nextPage(); err != nil {
				return err
			}
		}
		part := dst[:min(c.left, len(dst))]
		if c.deltas == nil && c.plain == nil && !c.dictBad {
			if err := c.indexes.bytes(part, c.dict8); err != nil {
				return c.corrupt(err)
			}
			c.left -= len(part)
		} else {
			part = part[:min(len(part), len(wide))]
			if err := c.read64(wide[:len(part)]); err != nil {
				return err
			}
			for i := range part {
				part[i] = byte(wide[i])
			}
		}
		dst = dst[len(part):]
	}
	return nil
}

// broken is the error for a value that breaks the rule, i values after the last
// one delivered.
func (c *Column) broken(v uint64, i int) *Error {
	var value any = int64(v)
	switch {
	case c.typ.physical == format.Double:
		value = math.Float64frombits(v)
	case c.typ.unsigned:
		value = v
	}
	e := c.fail(ErrValue, fmt.Sprintf("%v %s", value, c.rule.Problem), c.rule.Remedy, nil)
	if c.chunk.vouched { // it was written with valid values
		e = c.corrupt(errors.New(e.Problem))
	}
	e.Row = c.firstRow + c.paged - int64(c.left) + int64(i)
	return e
}

// Words views the memory of a slice as 64-bit words.
func Words[T int64 | float64 | byte](s []T) []uint64 {
	size := int(unsafe.Sizeof(*new(T)))
	return unsafe.Slice((*uint64)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*size/8)
}

// bytesOf views the memory of words as bytes.
func bytesOf(words []uint64) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(words))), 8*len(words))
}
