// Package lossless encodes values as encoding/gob does, with the sign of zero:
// gob leaves out fields that equal 0, and −0 does, so that a table of what was
// decoded would say 0 where one of the value says -0. It imports the standard
// library only. Start at Encode.
package lossless
