package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

// dayTotals are the sums over the trades of a day-file.
type dayTotals struct {
	Date     string  `json:"date"`
	Rows     int64   `json:"rows"`
	TimeUS   int64   `json:"time_us"` // since the day's midnight
	Side     int64   `json:"side"`
	Price    float64 `json:"price"`
	Quantity float64 `json:"quantity"`
	Quote    float64 `json:"quote_quantity"`
}

func (d *dayTotals) add(t microstructure.Trades, midnightUS int64) {
	d.Rows += int64(t.Len())
	for i := range t.Len() {
		d.TimeUS += t.TimestampUS[i] - midnightUS
		d.Side += int64(t.Side[i])
		d.Price += t.Price[i]
		d.Quantity += t.Quantity[i]
		d.Quote += t.QuoteQuantity[i]
	}
}

// sameTotals compares whole numbers exactly and sums to 1e-9.
func sameTotals(have, want []dayTotals) error {
	if len(have) != len(want) {
		return fmt.Errorf("%d days, want %d", len(have), len(want))
	}
	for i, w := range want {
		h := have[i]
		if h.Date != w.Date || h.Rows != w.Rows || h.TimeUS != w.TimeUS || h.Side != w.Side {
			return fmt.Errorf("%+v, want %+v", h, w)
		}
		if err := agree("sums of "+w.Date, []float64{h.Price, h.Quantity, h.Quote}, []float64{w.Price, w.Quantity, w.Quote}); err != nil {
			return err
		}
	}
	return nil
}

// writeTotals prints the totals of every day of a data directory's futures
// trades, as JSON.
func writeTotals(_ context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bench totals DATA")
	}
	totals, err := totalsOf(args[0])
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(totals)
}

func totalsOf(dir string) ([]dayTotals, error) {
	days, err := importedDays(dir)
	if err != nil {
		return nil, err
	}
	var totals []dayTotals
	for _, day := range days {
		total := dayTotals{Date: day.Date}
		if err := readTrades(day.Path, func(t microstructure.Trades) error {
			total.add(t, day.StartUS)
			return nil
		}); err != nil {
			return nil, err
		}
		totals = append(totals, total)
	}
	return totals, nil
}

// sizeOf returns the number of trades in a data directory, from the files'
// footers, and the files' total size.
func sizeOf(dir string) (rows, bytes int64, err error) {
	days, err := importedDays(dir)
	if err != nil {
		return 0, 0, err
	}
	for _, day := range days {
		r, err := dataset.OpenTrades(day.Path)
		if err != nil {
			return 0, 0, err
		}
		rows += r.Rows()
		r.Close()
		info, err := os.Stat(day.Path)
		if err != nil {
			return 0, 0, err
		}
		bytes += info.Size()
	}
	return rows, bytes, nil
}

func importedDays(dir string) ([]dataset.Day, error) {
	data, err := dataset.Open(dir, symbol)
	if err != nil {
		return nil, err
	}
	return data.Days(importSource)
}

// readTrades passes a file's trades to do, batch by batch.
func readTrades(path string, do func(microstructure.Trades) error) error {
	r, err := dataset.OpenTrades(path)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		trades, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = do(trades)
		}
		if err != nil {
			return err
		}
	}
}
