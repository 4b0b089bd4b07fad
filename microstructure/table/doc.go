// Package table holds tables and shows them: as text for a terminal, HTML for a
// notebook, and CSV or parquet for other programs. Package report fills them
// with words for people, package result with columns for files; it is one type,
// so that either can be shown and written in every way. It knows nothing of
// studies, and imports internal packages and parquet-go. Start at table.go.
package table
