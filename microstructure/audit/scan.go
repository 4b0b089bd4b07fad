package audit

import (
	"io"
	"math"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/dataset"
)

const (
	hourUS        = 3_600_000_000
	minuteUS      = 60_000_000
	secondUS      = 1_000_000
	minutesPerDay = 1440
	secondsPerDay = 86_400
)

// A dayRecord is a day's audit with the figures for comparisons with other days
// and sources.
type dayRecord struct {
	Day     Day
	Closes  []float64      // by bar of the day; NaN where there is none
	Minutes []int32        // trades by minute of the day
	Returns minuteReturns  // set by the run
	Copied  uint64         // the hash that the day shares with its copies
	Spread  [24]spreadSums // by hour of the bar's first trade
	Flow    moments
	Next    moments // of a bar's flow and the next bar's return
	// Opening is the median of the first prices, 0 without trades; Unfinished
	// is an excursion that midnight cut off.
	Opening    float64
	Unfinished *unfinished
	// Quantities in base currency.
	Bought, Quantity float64
	err              error // the reader's, if it refused the file
}

// partRows is the number of rows passed through all checks at a time: few
// enough to stay in the processor's cache.
const partRows = 2048

// A scanner reads days and reuses its memory from day to day.
type scanner struct {
	config  Config
	reader  dataset.TradesReader
	seconds []float64 // last price by second of the day; 0 without a trade
	prices  priceCheck
	equal   duplicateCheck
	sizes   tradeSizes
	content contentHash
	spread  spreadCheck

	record *dayRecord
	start  int64
	bars   []barSums
	totals sums
}

// sums are taken over all rows.
type sums struct {
	quantity, signed float64 // base currency; signed: bought less sold
	quote, product   float64 // quote quantity, and price × quantity
	buys, off        int64   // rows bought; rows whose ratio of the two is off
}

// barSums are taken over the rows of a bar.
type barSums struct {
	trades           int64
	open, close      float64
	quantity, signed float64
}

func newScanner(c Config) *scanner {
	return &scanner{config: c, seconds: make([]float64, secondsPerDay), bars: make([]barSums, microstructure.DayUS/c.IntervalUS)}
}

// scan audits one file, which may be open. Its problems are in the record.
func (s *scanner) scan(file dataset.Day, open *dataset.DayFile, bytes int64, stop func() bool) *dayRecord {
	clear(s.seconds)
	clear(s.bars)
	s.totals = sums{}
	s.start = file.StartUS
	s.prices.reset(&s.config.Thresholds)
	s.equal.reset()
	s.sizes.reset()
	s.content = contentHash{start: file.StartUS}
	s.spread = spreadCheck{}
	s.record = &dayRecord{
		Day:     Day{Date: file.Date, Exists: true, Bytes: bytes},
		Minutes: make([]int32, minutesPerDay),
	}
	if err := s.read(file, open, stop); err != nil {
		clear(s.seconds)
		return &dayRecord{Day: Day{Date: file.Date, Exists: true, Bytes: bytes, Refused: err.Error()}, err: err}
	}
	s.finish()
	return s.record
}

func (s *scanner) read(file dataset.Day, open *dataset.DayFile, stop func() bool) error {
	begin := func() error { return s.reader.Reset(file) }
	if open != nil {
		begin = func() error { return s.reader.Take(open) }
	}
	if err := begin(); err != nil {
		return err
	}
	defer s.reader.Close()
	s.reader.VerifyAll()
	from, err := s.reader.Provenance()
	s.record.Day.Symbol = s.reader.Symbol()
	s.record.Day.Synthetic = from.Synthetic != ""
	if err != nil {
		s.record.Day.ImportError = err.Error()
	} else if from.Imported() {
		s.record.Day.Import = &from
	}
	for !stop() {
		t, err := s.reader.Next()
		if err == io.EOF {
			s.record.Day.Unverified = s.reader.Unverified()
			return nil
		}
		if err != nil {
			return err
		}
		for from := 0; from < t.Len(); from += partRows {
			part := t.Slice(from, min(from+partRows, t.Len()))
			s.add(&part)
		}
	}
	return nil
}

// add continues the day with trades that the reader has validated.
func (s *scanner) add(t *microstructure.Trades) {
	n := t.Len()
	d := &s.record.Day
	if d.Rows == 0 {
		d.FirstUS = t.TimestampUS[0]
	}
	d.Rows += int64(n)
	d.LastUS = t.TimestampUS[n-1]
	for from := 0; from < n; {
		bar := (t.TimestampUS[from] - s.start) / s.config.IntervalUS
		end := s.start + (bar+1)*s.config.IntervalUS
		to := from + 1
		for to < n && t.TimestampUS[to] < end {
			to++
		}
		s.addBar(&s.bars[bar], t, from, to)
		from = to
	}
	s.prices.add(t)
	s.equal.add(t)
	s.sizes.add(t.QuoteQuantity)
	s.content.add(t)
}

// addBar adds rows [from, to), all of one bar.
func (s *scanner) addBar(b *barSums, t *microstructure.Trades, from, to int) {
	if b.trades == 0 {
		b.open = t.Price[from]
	}
	b.trades += int64(to - from)
	b.close = t.Price[to-1]
	var (
		sum       sums
		us        = t.TimestampUS[from:to]
		price     = t.Price[from:to][:len(us)]
		quantity  = t.Quantity[from:to][:len(us)]
		quote     = t.QuoteQuantity[from:to][:len(us)]
		side      = t.Side[from:to][:len(us)]
		tolerance = s.config.Thresholds.ContractTolerance
		minutes   = s.record.Minutes
	)
	for i, at := range us {
		second := (at - s.start) / secondUS
		s.seconds[second] = price[i]
		minutes[second/60]++
		q, product := quantity[i], float64(price[i]*quantity[i])
		sum.quantity += q
		sum.signed += float64(q * float64(side[i]))
		sum.quote += quote[i]
		sum.product += product
		sum.buys += int64(side[i]+1) >> 1
		if math.Abs(quote[i]-product) > tolerance*product {
			sum.off++
		}
	}
	s.spread.add(t, from, to, 1e4/b.open, &s.record.Spread[(us[0]-s.start)/hourUS])
	b.quantity += sum.quantity
	b.signed += sum.signed
	a := &s.totals
	a.quantity += sum.quantity
	a.signed += sum.signed
	a.quote += sum.quote
	a.product += sum.product
	a.buys += sum.buys
	a.off += sum.off
}

// finish computes the day's figures.
func (s *scanner) finish() {
	r := s.record
	d, a := &r.Day, &s.totals
	r.Bought, r.Quantity = (a.quantity+a.signed)/2, a.quantity
	d.BuyShare = ratio(r.Bought, r.Quantity)
	d.BuyTradeShare = ratio(float64(a.buys), float64(d.Rows))
	d.Contract = ratio(a.quote, a.product)
	d.ContractRows = a.off
	d.Duplicates = s.equal.count
	d.MedianTrade = Float(s.sizes.median())
	d.Content = s.content.String()
	r.Copied = s.content.copied
	s.prices.finish()
	d.Moves, d.Strays = s.prices.moves, s.prices.strays
	r.Opening, r.Unfinished = s.prices.opening, s.prices.unfinished
	s.gaps()
	if d.Rows > 0 {
		r.Closes = make([]float64, len(s.bars))
	}
	before := math.NaN() // the flow of the bar before
	for i := range s.bars {
		b := &s.bars[i]
		flow := math.NaN()
		switch b.trades {
		case 0:
			d.EmptyBars++
		case 1:
			d.OneTradeBars++
		default:
			d.Bars++
			flow = b.signed / b.quantity
			r.Flow.add(flow, b.close/b.open-1)
			r.Next.add(before, b.close/b.open-1)
		}
		before = flow
		if d.Rows > 0 {
			r.Closes[i] = math.NaN()
			if b.trades >= 2 {
				r.Closes[i] = b.close
			}
		}
	}
	d.Flow, d.FlowZ = Float(r.Flow.correlation()), Float(r.Flow.z())
	d.FlowNextZ = Float(r.Next.z())
	var all spreadSums
	for h := range r.Spread {
		all.merge(r.Spread[h])
	}
	d.BounceBps, d.BounceZ = all.bounce()
}

// gaps counts the minutes without a trade.
func (s *scanner) gaps() {
	d := &s.record.Day
	length := 0
	for m, n := range s.record.Minutes {
		if n > 0 {
			length = 0
			continue
		}
		length++
		d.EmptyMinutes++
		d.EmptyByHour[m/60]++
		if length > d.LongestGap {
			d.LongestGap, d.LongestGapUS = length, s.start+int64(m+1-length)*minuteUS
		}
	}
}
