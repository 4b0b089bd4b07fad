package fetch

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

const monthName = "BTCUSDT-trades-2024-08.zip"

// Days that are only in the file of their month are found there, whatever the
// server says to HEAD.
func TestMonthsInPlaceOfDays(t *testing.T) {
	for _, noHead := range []bool{false, true} {
		s := newTree(t)
		s.noHead = noHead
		s.put(monthName, zipped("month"), "")
		c := configOf(t, "binance_spot", "BTCUSDT", s.URL)
		c.From, c.To = date("2024-07-31"), date("2024-08-30")
		files, err := Sizes(t.Context(), plan(t, c), c)
		if want := map[bool]int{false: 2, true: 31}[noHead]; err != nil || len(files) != want {
			t.Errorf("%d files are planned, want %d, %v", len(files), want, err)
		}
		r, err := Run(t.Context(), files, c)
		if err != nil || r.counts() != "1 0 1 0" || r.Fetched[0].Date != "2024-08" || r.Missing[0].Date != "2024-07-31" {
			t.Errorf("%+v, %v", r, err)
		}
		s.requests()
		files = plan(t, c)
		if len(files) != 2 || files[0].Present || !files[1].month() || !files[1].Present {
			t.Errorf("with the month on disk: %+v", files)
		}
		r, err = Run(t.Context(), files, c)
		if err != nil || r.counts() != "0 1 1 0" {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func TestMonthOfADayThatIsMissing(t *testing.T) {
	s := newTree(t)
	s.put(dayName, zipped("day"), "")
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	c.To = date("2024-08-09")
	r := run(t, c)
	if r.counts() != "1 0 1 0" || r.Missing[0].Date != "2024-08-09" {
		t.Errorf("without the month: %+v", r)
	}
	s.put(monthName, zipped("month"), "")
	r = run(t, c)
	if r.counts() != "1 1 0 0" || len(r.Archives(c.Source)) != 2 {
		t.Errorf("with the month: %+v", r)
	}
	s.put(monthName, zipped("month"), "0000000000000000000000000000000000000000000000000000000000000000")
	other := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	other.To = c.To
	if r := run(t, other); r.counts() != "1 0 0 1" || r.Failed[0].File.Date != "2024-08" {
		t.Errorf("with a month that is wrong: %+v", r)
	}
}

// A month of Bybit's spot numbers its trades in another way than its days do.
func TestMonthInsteadOfDays(t *testing.T) {
	s := newTree(t)
	s.put("BTCUSDT_2024-08-08.csv.gz", gzipped(t, "day"), "none")
	s.put("BTCUSDT_2024-09-01.csv.gz", gzipped(t, "day"), "none")
	s.put("BTCUSDT-2024-08.csv.gz", gzipped(t, "month"), "none")
	c := configOf(t, "bybit_spot", "BTCUSDT", s.URL)
	c.To = date("2024-09-01")
	r := run(t, c)
	if r.counts() != "3 0 0 0" {
		t.Fatalf("%+v", r)
	}
	all := r.Archives(c.Source)
	if len(all) != 2 || all[0].Date != "2024-08" || all[1].Date != "2024-09-01" {
		t.Errorf("%+v", all)
	}
}

// A day of OKX's calendar is in the month of that calendar.
func TestMonthsOfOKX(t *testing.T) {
	c := configOf(t, "okx_spot", "BTC-USDT", "")
	c.From, c.To = date("2024-08-30"), date("2024-08-31")
	files := plan(t, c)
	months := c.monthsOf(files)
	if len(files) != 3 || len(months) != 2 || months[1].URL != "https://www.okx.com/cdn/okex/traderecords/trades/monthly/202409/BTC-USDT-trades-2024-09.zip" {
		t.Errorf("%+v, %+v", files, months)
	}
	c = configOf(t, "bybit_futures", "BTCUSDT", "")
	if months := c.monthsOf(plan(t, c)); months != nil {
		t.Errorf("%+v", months)
	}
}

// A server that does not answer does not hold up who has enough of it.
func TestSizesEndWithTheContext(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	c := configOf(t, "binance_futures", "BTCUSDT", s.URL)
	c.To, c.Stall = c.From.AddDate(0, 0, maxDays-1), time.Minute
	files := plan(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	if _, err := Sizes(ctx, files, c); err != context.Canceled || time.Since(start) > 500*time.Millisecond {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}
