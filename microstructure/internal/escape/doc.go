// Package escape makes text from files and users safe to show: it appears as
// itself, and as nothing else. It imports the standard library only. Start at
// Line.
//
// Column names, paths, names within archives and error messages may hold
// anything. Line and Text are for terminals and pages, where control characters
// would move the cursor or turn the direction of writing; Markdown is for
// Markdown, where punctuation would become links, tags and emphasis. HTML has
// html.EscapeString, after Line or Text.
package escape
