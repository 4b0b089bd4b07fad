package evidence

// A Spell is a time in the market, from no round trip open to none again. Its
// profits and costs are in bps of the account's unit.
type Spell struct {
	EntryUS, ExitUS int64   // opening times of the first entry's row and of the last exit's
	Direction       int     // +1 long, -1 short; 0 where round trips of both were open
	Orders          int     // entries
	RoundTrips      float64 // half of the turnover
	GrossBps        float64
	CostBps         float64 // fees, slippage and funding
	NetBps          float64
	Open            bool // at the end of the data
}

// spells of round trips in the order of their entries. One that is opened in
// the row in which the others are closed belongs to the next spell.
func spells(trips []RoundTrip) (out []Spell) {
	for i := range trips {
		t := &trips[i]
		if n := len(out); n == 0 || t.EntryUS >= out[n-1].ExitUS {
			out = append(out, Spell{EntryUS: t.EntryUS, Direction: t.Direction})
		}
		s := &out[len(out)-1]
		s.ExitUS = max(s.ExitUS, t.ExitUS)
		if s.Direction != t.Direction {
			s.Direction = 0
		}
		s.Orders++
		s.RoundTrips += t.Size
		if t.Open {
			s.Open = true
			s.RoundTrips -= t.Size / 2
		}
		s.GrossBps += t.Size * t.GrossBps
		s.CostBps += t.Size * (t.GrossBps - t.NetBps)
		s.NetBps += t.Size * t.NetBps
	}
	for i := range out {
		out[i].RoundTrips = roundTrips(2 * out[i].RoundTrips)
	}
	return out
}
