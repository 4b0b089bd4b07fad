// Package parquetio reads and writes flat parquet files of integers and
// doubles, column by column, into buffers that the caller reuses.
//
// It takes the format's constants and the writing of its metadata from
// parquet-go and decodes pages itself: values go straight from a page, or
// through its dictionary, into the caller's slice, and rules on values are
// checked on the way. A column of 20,000 values with 2,000 distinct ones is so
// checked on 2,000.
//
// Every size, count and offset in a file is checked before it is used, so that
// a damaged file gives an *Error and neither a panic nor a huge allocation.
package parquetio
