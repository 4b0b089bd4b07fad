package series_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset/series"
)

// Reads a signal that another program wrote, and puts each value in the first
// row at whose end it was known.
func ExampleSeries_Place() {
	dir, err := os.MkdirTemp("", "tickbook")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "my.csv")
	if err := os.WriteFile(path, []byte("time,score\n2025-11-01 00:00:00,0.5\n2025-11-01 00:05:00,-1\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	s, err := series.Read(path, series.Columns{})
	if err != nil {
		log.Fatal(err)
	}
	var fiveMinutes microstructure.Interval
	known, err := series.ParseKnown("1bar", fiveMinutes) // a bar is known when it ends
	if err != nil {
		log.Fatal(err)
	}
	values, placement, err := s.Place(s.TimestampUS[0], 4, fiveMinutes, known)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(values)
	fmt.Println(placement)
	// Output:
	// [0.5 -1 NaN NaN]
	// 2 values in 2 rows
}
