// Package text writes numbers and names for people to read, in tables, figures
// and sentences alike.
//
// Thousands are separated by commas. A minus sign is U+2212, which is as wide
// as a plus. What is missing, NaN, is a dash. What rounds to zero has no sign.
package text
