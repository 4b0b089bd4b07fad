package ingest

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
)

// An Input is a number of files of the user's own, which were looked at: what
// their columns are, and which times they have.
type Input struct {
	Format Format
	Files  []SurveyedFile // that have rows, in the order of their times
	Empty  []string       // the names of those that have none
	Own    []string       // and of those in folders that this program wrote, which are left out
	HasIDs bool           // ids are numbers: see Of

	aggregated bool // ids are of merged trades
}

// found is an error if no file has rows.
func (in *Input) found() error {
	switch {
	case len(in.Files) > 0:
		return nil
	case len(in.Own) > 0 && len(in.Empty) == 0:
		return fmt.Errorf("%w: tickbook wrote all files that were found; they need no import", ErrNoTrades)
	}
	return fmt.Errorf("%w: %s", ErrNoTrades, noRowsIn(in.Empty))
}

// agree reports files that do not go together.
func (in *Input) agree() error {
	first := &in.Files[0]
	in.HasIDs, in.aggregated = first.idKind == idsOfNumbers, first.agg
	for i := range in.Files[1:] {
		f := &in.Files[i+1]
		if f.agg != first.agg {
			return &Error{Archive: f.Name, Err: ErrMismatch, Problem: mixedKinds, Remedy: oneKind}
		}
		if f.idKind != first.idKind {
			say := [...]string{"no ids", "ids that are numbers", "ids that are texts"}
			return fmt.Errorf("%w: %s has %s, and %s has %s; import them one by one to sources of their own, or do without ids, with --columns id=",
				ErrMismatch, first.Name, say[first.idKind], f.Name, say[f.idKind])
		}
	}
	return nil
}

func noRowsIn(names []string) string {
	const most = 5
	if len(names) == 0 {
		return "no file was given"
	}
	text := strings.Join(names[:min(most, len(names))], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more files", more)
	}
	return "there are no rows in " + text
}

// Of takes the files whose folders or names say that they are of an instrument,
// or do not say it, and lists what the others are of. exact says that the name
// has to be written like that; otherwise letters and digits have to be the
// same. It is an error if there are none, if it is not clear which they are, or
// if they do not go together.
func (in *Input) Of(instrument string, exact bool) (of *Input, others []string, err error) {
	if err := in.Format.Validate(); err != nil {
		return nil, nil, err
	}
	filter := newSymbolFilter(instrument, exact, in.Format.kind())
	out := *in
	out.Files = nil
	if err := in.checkNames(instrument); err != nil {
		return nil, nil, err
	}
	for _, f := range in.Files {
		if f.Symbol == "" || f.at[roleSymbol] >= 0 || filter.is([]byte(f.Symbol)) {
			out.Files = append(out.Files, f)
		} else if !slices.Contains(others, f.Symbol) {
			others = append(others, f.Symbol)
		}
	}
	slices.Sort(others)
	switch {
	case filter.also != "":
		err = fmt.Errorf("%w: %s may be %q or %q, and there are files of both; %s", ErrMismatch, instrument, filter.as, filter.also, sayInstrument)
	case len(out.Files) == 0:
		err = fmt.Errorf("%w: no file is of %s; there are %s; give the symbol of these or, if one of them is the same: %s",
			ErrNoTrades, instrument, strings.Join(others[:min(len(others), 5)], ", "), sayInstrument)
	}
	if err != nil {
		return nil, nil, err
	}
	return &out, others, out.agree()
}

// checkNames refuses files of which only some have the instrument in their
// path, where nothing else says what they are of.
func (in *Input) checkNames(instrument string) error {
	with, without := "", ""
	for i := range in.Files {
		switch f := &in.Files[i]; {
		case f.Symbol != "" || f.at[roleSymbol] >= 0:
		case strings.Contains(plainName(f.Path), plainName(instrument)):
			with = cmp.Or(with, f.Name)
		default:
			without = cmp.Or(without, f.Name)
		}
	}
	if with == "" || without == "" {
		return nil
	}
	return fmt.Errorf("%w: %s has %s in its path, and %s has not, and nothing else says what it is of; give the files of %s alone",
		ErrMismatch, with, instrument, without, instrument)
}

// sayInstrument is the remedy where files call a symbol something else.
const sayInstrument = "say what the files call it with --instrument SOURCE=NAME"

// SameFile reports whether a file is one of the input's, also through links.
func (in *Input) SameFile(info os.FileInfo) bool {
	return slices.ContainsFunc(in.Files, func(f SurveyedFile) bool { return os.SameFile(f.info, info) })
}
