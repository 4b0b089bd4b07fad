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
