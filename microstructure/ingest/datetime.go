package ingest

import "time"

// parseDateTime reads a date and a time of day into µs since the Unix epoch:
//
//	2025-11-01T09:30:00.123456Z    2025-11-01 09:30:00+01:00    2025-11-01 09:30
//
// Digits below a µs are truncated. Without a zone the time is taken as UTC, and
// zoned is false.
func parseDateTime(text []byte) (us int64, zoned, ok bool) {
	p := dateParser{text}
	year, ok1 := p.digits(4)
	month, ok2 := p.after('-', 2)
	day, ok3 := p.after('-', 2)
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || day < 1 || len(p.text) == 0 {
		return 0, false, false
	}
	if c := p.text[0]; c != 'T' && c != 't' && c != ' ' && c != 'D' {
		return 0, false, false
	}
	p.text = p.text[1:]
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if date.Day() != day { // the 31st of a shorter month
		return 0, false, false
	}
	us, ok = p.clock()
	if !ok {
		return 0, false, false
	}
	offset, zoned, ok := p.zone()
	return date.UnixMicro() + us - offset, zoned, ok && len(p.text) == 0
}

type dateParser struct{ text []byte }

// digits reads a number of n digits.
func (p *dateParser) digits(n int) (v int, ok bool) {
	if len(p.text) < n {
		return 0, false
	}
	for _, c := range p.text[:n] {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = 10*v + int(c-'0')
	}
	p.text = p.text[n:]
	return v, true
}

// after reads a number of n digits that follows c.
func (p *dateParser) after(c byte, n int) (v int, ok bool) {
	if len(p.text) == 0 || p.text[0] != c {
		return 0, false
	}
	p.text = p.text[1:]
	return p.digits(n)
}

// clock reads a time of day, in µs. A leap second is the first of the next
// minute.
func (p *dateParser) clock() (us int64, ok bool) {
	hour, ok1 := p.digits(2)
	minute, ok2 := p.after(':', 2)
	second := 0
	if ok1 && ok2 && len(p.text) > 0 && p.text[0] == ':' {
		if second, ok = p.after(':', 2); !ok {
			return 0, false
		}
	}
	if !ok1 || !ok2 || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	us = int64(hour)*hourUS + int64(minute)*60_000_000 + int64(second)*1_000_000
	if len(p.text) == 0 || p.text[0] != '.' && p.text[0] != ',' {
		return us, true
	}
	p.text = p.text[1:]
	n := 0
	for unit := int64(100_000); n < len(p.text) && p.text[n]-'0' <= 9; n++ {
		us += int64(p.text[n]-'0') * unit
		unit /= 10
	}
	p.text = p.text[n:]
	return us, n > 0
}

// zone reads Z, UTC or an offset from UTC, in µs.
func (p *dateParser) zone() (offset int64, zoned, ok bool) {
	if len(p.text) > 0 && p.text[0] == ' ' {
		p.text = p.text[1:]
	}
	switch string(p.text) {
	case "":
		return 0, false, true
	case "Z", "z", "UTC", "GMT":
		p.text = nil
		return 0, true, true
	}
	sign := int64(1)
	switch p.text[0] {
	case '+':
	case '-':
		sign = -1
	default:
		return 0, false, false
	}
	p.text = p.text[1:]
	hours, ok := p.digits(2)
	minutes := 0
	if ok && len(p.text) > 0 {
		if p.text[0] == ':' {
			p.text = p.text[1:]
		}
		minutes, ok = p.digits(2)
	}
	return sign * (int64(hours)*hourUS + int64(minutes)*60_000_000), true, ok && hours <= 14 && minutes <= 59
}
