package dataset

import "time"

// Progress reports that one more day is done.
type Progress struct {
	Source     string
	Date       string // the day that is done, YYYY-MM-DD
	SourceDone int    // days done of the source
	SourceDays int
	Done       int // days done of all sources
	Days       int
	Bars       int   // of this day
	Trades     int64 // of this day
	Served     bool  // the bars come from the cache
	// TradesBuilt counts the trades read so far, of all sources; those whose
	// bars come from the cache are not read.
	TradesBuilt int64
	Elapsed     time.Duration
}

// A SourceReport describes the input of a source's bars.
type SourceReport struct {
	Source  string
	Days    int
	Trades  int64
	Bars    int64
	Partial int64  // of these: incomplete bars by activity
	Built   int    // days built
	Served  int    // days that come from the cache
	First   string // first date
	Last    string // last date
	Bytes   int64  // of the files of trades
	Skipped int    // days without trades
}

// A BuildReport describes what Bars did.
type BuildReport struct {
	Sources     []SourceReport
	Days        int // day-files
	Trades      int64
	TradesBuilt int64 // trades read; the others' bars come from the cache
	Bars        int64
	Built       int
	Served      int
	Duration    time.Duration
	// Warnings are problems that did not stop the build: damaged files in the
	// cache, a cache that cannot be written, days without trades.
	Warnings    []string
	InputDigest string      // see Digest
	Own         []OwnReport // by feature of Config.Features
	// Synthetic reports whether any file is marked as simulated.
	Synthetic bool
}

// newReport sums up the finished jobs.
func newReport(jobs []job, own []ownFeature, start time.Time) BuildReport {
	report := BuildReport{Duration: time.Since(start)}
	var inputs []Input
	for i := range jobs {
		j := &jobs[i]
		if i == 0 || j.sourceIndex != jobs[i-1].sourceIndex {
			report.Sources = append(report.Sources, SourceReport{Source: j.source, First: j.day.Date})
		}
		s := &report.Sources[len(report.Sources)-1]
		report.Warnings = append(report.Warnings, j.warnings...)
		if !j.done {
			continue
		}
		s.Days++
		s.Last = j.day.Date
		s.Trades += j.result.trades
		s.Bars += int64(len(j.result.bars))
		for _, e := range j.result.ends {
			if e.Partial {
				s.Partial++
			}
		}
		s.Bytes += j.fingerprint.Size
		report.Synthetic = report.Synthetic || j.result.synthetic != ""
		if j.result.trades == 0 {
			s.Skipped++
		}
		if j.served {
			s.Served++
		} else {
			s.Built++
			report.TradesBuilt += j.result.trades
		}
		inputs = append(inputs, Input{j.source, j.day.Date, j.fingerprint})
	}
	for _, s := range report.Sources {
		report.Days += s.Days
		report.Trades += s.Trades
		report.Bars += s.Bars
		report.Built += s.Built
		report.Served += s.Served
	}
	report.InputDigest = Digest(inputs)
	report.Own = ownReports(jobs, own)
	return report
}
