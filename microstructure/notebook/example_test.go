package notebook_test

import (
	"fmt"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/notebook"
	"github.com/tickbook/tickbook/microstructure/table"
)

// Outside a notebook a table is plain text.
func ExampleShow() {
	t := table.New("Decile spread by horizon", "horizon", "spread (bps)")
	t.Add("15m", "2.33")
	t.Add("1h", "−1.10")
	t.Note = "Gross of fees."
	notebook.Show(t)
	// Output:
	// Decile spread by horizon
	//   horizon  spread (bps)
	//   15m              2.33
	//   1h              −1.10
	// Gross of fees.
}

// Must takes the results of a call as they are.
func ExampleMust() {
	fmt.Println(notebook.Must(strconv.Atoi("864")))
	// Output: 864
}

// Values that are no tables are shown as tables.
func ExampleShow_values() {
	notebook.Show([]struct {
		Horizon string
		IC      float64
	}{{"15m", -0.2}, {"1h", -0.1}})
	notebook.Show(map[string]int{"short": 2, "long": 1})
	// Output:
	//   Horizon    IC
	//   15m      −0.2
	//   1h       −0.1
	//   key    value
	//   long       1
	//   short      2
}
