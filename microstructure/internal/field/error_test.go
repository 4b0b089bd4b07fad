package field

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestCheck(t *testing.T) {
	kind, other := errors.New("unfit"), errors.New("something else")
	var part, list, c Check
	part.Whole("Days", 0, 1, 9)
	part.Share("Low", math.NaN())
	list.AtLeast("[1].Bars", 0, 1)
	c.Number("Fee", math.Inf(1), 0, 5)
	c.Number("Edge", -1, -1, 1)
	c.That(false, "Kind", "x", "a or b")
	c.Also(nil)
	c.Also(other)
	c.Part("Rule", part.As(kind))
	c.Part("Horizons", list.Err())
	err := c.As(kind)
	want := "unfit: Fee is +Inf: give a number from 0 to 5\nKind is x: give a or b\nsomething else\n" +
		"Rule.Days is 0: give 1 to 9\nRule.Low is NaN: give a number between 0 and 1\nHorizons[1].Bars is 0: give at least 1"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if !errors.Is(err, kind) || !errors.Is(err, other) {
		t.Errorf("%v is of no kind", err)
	}
	if got := Leaves(fmt.Errorf("outer: %w", err)); len(got) != 1 {
		t.Errorf("%d leaves of an error in other words", len(got))
	}
	var fields []string
	for _, e := range Leaves(err) {
		if e, ok := e.(*Error); ok {
			fields = append(fields, e.Field)
		}
	}
	if got, want := fmt.Sprint(fields), "[Fee Kind Rule.Days Rule.Low Horizons[1].Bars]"; got != want {
		t.Errorf("fields %s, want %s", got, want)
	}
	var none Check
	if none.Err() != nil || none.As(kind) != nil || Leaves(nil) != nil {
		t.Error("nothing is wrong, and an error says so")
	}
}
