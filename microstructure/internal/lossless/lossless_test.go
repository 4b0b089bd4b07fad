package lossless

import (
	"math"
	"reflect"
	"testing"
)

type inner struct {
	A, B  float64
	C     float32
	Array [2]float64
}

type outer struct {
	Name    string
	X       float64
	hidden  float64
	Slice   []float64
	Structs []inner
	Nested  [][]inner
	Pointer *inner
	None    *inner
	Err     error
	Y       float64
	inner
}

// bits are the floats as texts, of which −0 is one of its own.
func bits(o outer) []uint64 {
	all := append([]float64{o.X, o.Y, o.Pointer.A, o.Pointer.B}, o.Slice...)
	for _, s := range append([][]inner{o.Structs}, o.Nested...) {
		for _, i := range s {
			all = append(all, i.A, i.B, float64(i.C), i.Array[0], i.Array[1])
		}
	}
	var out []uint64
	for _, v := range all {
		out = append(out, math.Float64bits(v))
	}
	return out
}

func TestSignOfZero(t *testing.T) {
	minus := math.Copysign(0, -1)
	one := inner{A: minus, C: float32(minus), Array: [2]float64{0, minus}}
	o := outer{
		Name: "x", X: minus, Slice: []float64{0, minus, math.NaN()}, Structs: []inner{{}, one, {B: minus}},
		Nested: [][]inner{nil, {one, {A: 1}}}, Pointer: &inner{B: minus}, hidden: minus,
	}
	encoded, err := Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	var got outer
	if err := Decode(encoded, &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != o.Name || !reflect.DeepEqual(bits(got), bits(o)) {
		t.Errorf("%+v is decoded as %+v", o, got)
	}
	for n := range encoded {
		var part outer
		if err := Decode(encoded[:n], &part); err == nil {
			t.Fatalf("%d of %d bytes are decoded", n, len(encoded))
		}
	}
	if _, err := Encode(func() {}); err == nil {
		t.Error("a function is encoded")
	}
}
