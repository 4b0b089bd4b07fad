package table_test

import (
	"fmt"
	"os"

	"github.com/tickbook/tickbook/microstructure/table"
)

// One table is shown to people and written for programs.
func Example() {
	t := table.Table{
		Caption: "Decile spread by horizon",
		Columns: []table.Column{
			{Name: "horizon", Values: table.Texts{"15m", "1h"}},
			{Name: "bars", Values: table.Ints{25617, 25606}},
			{Name: "spread_bps", Values: table.Floats{2.33, -1.1}},
		},
		Note: "Gross of fees.",
	}
	t.WriteText(os.Stdout)
	fmt.Println()
	t.WriteCSV(os.Stdout)
	// Output:
	// Decile spread by horizon
	//   horizon    bars  spread_bps
	//   15m      25,617        2.33
	//   1h       25,606        −1.1
	// Gross of fees.
	//
	// horizon,bars,spread_bps
	// 15m,25617,2.33
	// 1h,25606,-1.1
}

// Cells can also be added row by row, ready to be shown.
func ExampleTable_Add() {
	t := table.New("Gates", "gate", "value", "result")
	t.Add("luck", "0.812", "✗ fails")
	t.Add("cost", "+3.10 bps", "✓ passes")
	t.WriteText(os.Stdout)
	// Output:
	// Gates
	//   gate      value    result
	//   luck      0.812   ✗ fails
	//   cost  +3.10 bps  ✓ passes
}
