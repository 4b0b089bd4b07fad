package pooled

import "github.com/tickbook/tickbook/microstructure/evidence"

// A Row is the study of one symbol by itself, beside the pooled one.
type Row struct {
	Symbol   string
	From, To string // first and last day, such as 2025-11-01; empty if there are no bars
	Verdict  evidence.Verdict
	Err      error // why the symbol is not in the pooled study; nil if it is
}
