package audit

// symbols finds files of a source that name a different symbol than most: each
// file has one, and not all can be of this instrument.
func (j judge) symbols(s *Source) {
	days := map[string]int{}
	usual := ""
	for k := range s.Days {
		name := s.Days[k].Symbol
		if name == "" {
			continue
		}
		days[name]++
		if n := days[name]; usual == "" || n > days[usual] {
			usual = name
		}
	}
	for k := range s.Days {
		if d := &s.Days[k]; d.Symbol != "" && d.Symbol != usual {
			j.find(Warning, CheckSymbols, s.Name, d.Date, "the file names the symbol %q, and most of the others %q: are they of one instrument?", d.Symbol, usual).
				figure("%q", d.Symbol)
		}
	}
}
