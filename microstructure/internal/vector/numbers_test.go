package vector

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// marksOf marks a text, and adds the bytes that Numbers may read beyond.
func marksOf(text string) (padded []byte, marks []uint64) {
	marks = make([]uint64, len(text)/64+2)
	padded = append([]byte(text), make([]byte, 64*len(marks)+mostDigits-len(text))...)
	nonDigits(marks, padded)
	return padded, marks
}

// TestNumbers writes lists of numbers of all lengths and compares what is read
// of them with what strconv reads.
func TestNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + r.IntN(10))
		}
		return string(b)
	}
	read := 0
	for round := range 20_000 {
		before := strings.Repeat("x", r.IntN(200))
		var want []uint64
		list, ok := "", true
		for k := range 1 + r.IntN(6) {
			whole, fraction := digits(r.IntN(18)), ""
			if round%10 > 0 {
				whole = digits(1 + r.IntN(9))
			}
			number := whole
			if r.IntN(2) == 0 {
				fraction = digits(r.IntN(7))
				number += "." + fraction
			}
			if k > 0 {
				list += ";"
			}
			list += number
			ok = ok && whole != "" && len(number) <= mostDigits && !strings.HasSuffix(number, ".")
			v, _ := strconv.ParseUint(whole+fraction, 10, 64)
			want = append(want, v, uint64(len(fraction)))
		}
		text, marks := marksOf(before + list + "\n")
		for _, level := range Levels() {
			out := slices.Repeat([]uint64{guardWord}, len(want)+guards)
			end := variants[level].numbers(out[:len(want)], text, marks, len(before), ';')
			switch {
			case ok && (end != len(before)+len(list) || !slices.Equal(out[:len(want)], want)):
				t.Fatalf("%s: of %q, %d is read up to %d, not %d up to %d", level, list, out[:len(want)], end-len(before), want, len(list))
			case !ok && end >= 0:
				t.Fatalf("%s: %q is read", level, list)
			case slices.ContainsFunc(out[len(want):], func(v uint64) bool { return v != guardWord }):
				t.Fatalf("%s: %q is read to words behind", level, list)
			case ok:
				read++
			}
		}
	}
	if read < 10_000 {
		t.Errorf("only %d lists were read", read)
	}
}

const guardWord = 1<<64 - 77

// TestNumbersOfAnything reads texts of all bytes, from all places, and compares
// the levels.
func TestNumbersOfAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		b := make([]byte, r.IntN(300))
		for i := range b {
			b[i] = "0123456789012345678901234567890123456789..,,\n\r x"[r.IntN(48)]
			if r.IntN(50) == 0 {
				b[i] = byte(r.IntN(256))
			}
		}
		text, marks := marksOf(string(b))
		n := 2 * (1 + r.IntN(4))
		for i := range len(text) + 70 {
			want := ""
			for _, level := range Levels() {
				before := SetLevel(level)
				out := make([]uint64, n)
				end := Numbers(out, text, marks, i, ',')
				SetLevel(before)
				if end < 0 {
					clear(out)
				}
				got := fmt.Sprint(end, out)
				if level == Plain {
					want = got
				} else if got != want {
					t.Fatalf("%s: at %d of %q: %s, want %s", level, i, b, got, want)
				}
			}
		}
	}
	text, marks := marksOf("1,2")
	for _, bad := range []int{Numbers(nil, text, marks, 0, ','), Numbers(make([]uint64, 3), text, marks, 0, ','), Numbers(make([]uint64, 2), text, marks, -1, ',')} {
		if bad != -1 {
			t.Errorf("an impossible call returns %d", bad)
		}
	}
	if !bytes.Equal(text[:3], []byte("1,2")) {
		t.Error("the text has changed")
	}
}
