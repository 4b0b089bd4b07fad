package audit

import "github.com/tickbook/tickbook/microstructure/internal/text"

// copies finds days of a source with the times of day, prices and quantities of
// an earlier day, or of another source. hashes are by source and day.
func (j judge) copies(hashes [][]uint64) {
	for i := range j.Sources {
		s := &j.Sources[i]
		first := map[uint64]int{} // the first day of each content
		for k := range s.Days {
			d := &s.Days[k]
			if d.Rows < j.Thresholds.CopyRows {
				continue
			}
			if earlier, copied := first[hashes[i][k]]; copied {
				j.find(Error, CheckCopied, s.Name, d.Date, "its %s have the times of day, prices and quantities of those of %s: one of the two days is a copy", text.Plural(d.Rows, "trade"), s.Days[earlier].Date).
					figure("%s", s.Days[earlier].Date)
			} else {
				first[hashes[i][k]] = k
			}
			for o := range i {
				if other := &j.Sources[o]; hashes[o][k] == hashes[i][k] && other.Days[k].Rows == d.Rows {
					j.find(Error, CheckCopied, other.Name, d.Date, "%s has the same %s, with the same times, prices and quantities: one of the two is a copy", s.Name, text.Plural(d.Rows, "trade")).
						of(s.Name).figure("%s", text.Plural(d.Rows, "trade"))
					break
				}
			}
		}
	}
}
