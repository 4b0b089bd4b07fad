package golden

import (
	"slices"
	"testing"
)

func album(sections ...string) string {
	var a Album
	for i := 0; i < len(sections); i += 2 {
		a.Add(sections[i], sections[i+1])
	}
	return a.text.String()
}

func TestDifferences(t *testing.T) {
	want := album("A", "one\ntwo  \n\n", "B", "three")
	if want != "=== A\none\ntwo\n\n=== B\nthree\n" {
		t.Errorf("album %q", want)
	}
	for _, c := range []struct {
		name string
		got  string
		want []string
	}{
		{"nothing", want, nil},
		{"a line in each", album("A", "one\n2", "B", "3"), []string{"A, line 2:\n got 2\nwant two", "B, line 1:\n got 3\nwant three"}},
		{"a line more", album("A", "one\ntwo\n", "B", "three\nfour"), []string{"B, line 2:\n got four\nwant (no line)"}},
		{"a section less", album("A", "one\ntwo"), []string{`section "B" and those after it are missing`}},
		{"a section more", album("A", "one\ntwo\n", "B", "three", "C", ""), []string{`section "C" and those after it are new`}},
		{"other sections", album("B", "three"), []string{`section "B" stands where "A" was`}},
	} {
		got := differences(c.got, want)
		if slices.Sort(got); !slices.Equal(got, sorted(c.want)) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func sorted(x []string) []string {
	slices.Sort(x)
	return x
}
