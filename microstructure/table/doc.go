// Package table holds tables and shows them: as text for a terminal, HTML for a
// notebook, and CSV or parquet for other programs. Package report fills them
// with words for people, package result with columns for files; it is one type,
// so that either can be shown and written in every way. It knows nothing of
// studies, and imports internal packages only. Start at table.go.
//
// It can sort, filter and describe what fits in a notebook, and is no data
// frame: for joins and groups save a table as parquet, which polars, pandas and
// DuckDB read.
package table
