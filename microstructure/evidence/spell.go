package evidence

import "math"

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
		s.GrossBps += float64(t.Size * t.GrossBps)
		s.CostBps += float64(t.Size * (t.GrossBps - t.NetBps))
		s.NetBps += float64(t.Size * t.NetBps)
	}
	for i := range out {
		out[i].RoundTrips = roundTrips(2 * out[i].RoundTrips)
	}
	return out
}

// CountSpells counts the times in the market of positions in the order of their
// entries, by the rule of Account.Spells.
func CountSpells(held []HeldRows) (n int) {
	free := int32(0)
	for _, h := range held {
		if n == 0 || h.Entry >= free {
			n++
		}
		free = max(free, h.Exit)
	}
	return n
}

// A speller books a path, and its spells where the record lists them.
type speller struct {
	record *record
	market *Market
	spell  Spell
	within bool
}

func (b *speller) add(day int, grossBps, costBps float64) {
	b.record.gross[day] += grossBps
	b.record.cost[day] += costBps
	if b.record.spelling {
		b.spell.GrossBps += grossBps
		b.spell.CostBps += costBps
	}
}

// change books the turnover of a change, which may begin a spell.
func (b *speller) change(row, day int, from, to float64) {
	b.record.turnover[day] += math.Abs(to - from)
	b.record.active[day] = true
	if !b.record.spelling {
		return
	}
	direction := 1
	if to < 0 {
		direction = -1
	}
	switch {
	case !b.within:
		b.within, b.spell = true, Spell{EntryUS: b.market.TimestampUS(row), Direction: direction}
	case to != 0 && direction != b.spell.Direction:
		b.spell.Direction = 0
	}
	if math.Abs(to) > math.Abs(from) || to*from < 0 {
		b.spell.Orders++
	}
	b.spell.RoundTrips += math.Abs(to-from) / 2
}

// close ends the spell in a row, if there is one.
func (b *speller) close(row int) {
	if !b.within {
		return
	}
	s := b.spell
	s.ExitUS, s.NetBps, s.RoundTrips = b.market.TimestampUS(row), s.GrossBps-s.CostBps, roundTrips(2*s.RoundTrips)
	b.record.spells = append(b.record.spells, s)
	b.within, b.spell = false, Spell{}
}

// end is the end of the record, which may leave a position open.
func (b *speller) end(row int) {
	b.spell.Open = b.within
	b.close(row)
}
