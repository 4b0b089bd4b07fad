// Package text formats numbers and names for people to read, in tables, figures
// and sentences alike. It imports the standard library only. Start at Number.
//
// Thousands are separated by commas. A minus sign is U+2212, which is as wide
// as a plus. A missing value, NaN, is a dash. A value that rounds to zero has
// no sign.
package text
