package notebook_test

import (
	"fmt"
	"strconv"

	"github.com/tickbook/tickbook/microstructure/notebook"
)

// Outside a notebook a table is plain text.
func ExampleTable_Show() {
	notebook.Table{
		Caption: "Decile spread by horizon",
		Header:  []string{"Horizon", "Spread, bps"},
		Rows:    [][]string{{"15m", "2.33"}, {"1h", "−1.10"}},
		Note:    "Gross of fees.",
	}.Show()
	// Output:
	// Decile spread by horizon
	// Horizon  Spread, bps
	// 15m      2.33
	// 1h       −1.10
	// Gross of fees.
}

// Must takes the results of a call as they are.
func ExampleMust() {
	fmt.Println(notebook.Must(strconv.Atoi("864")))
	// Output: 864
}
