// Package dataset keeps trades and bars in parquet files. It imports the root
// package, store and internal packages, of which its own parquetio reads both
// and writes trades, and plainparquet writes bars. Start at Dataset and its
// method Bars; TradesReader and TradesWriter read and write one day.
//
// # Layout
//
//	DIR/SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet    one source's trades of one UTC day
//	DIR/SYMBOL/bars/SOURCE/YYYY-MM-DD.parquet      the bars made from them: a cache
//
// A file of trades has the columns timestamp_us (int64, µs since the Unix
// epoch), price, quantity, quote_quantity (double) and side (an integer of any
// width, +1 where the taker bought and -1 where it sold), in any order. An
// optional column id (int64) has the exchange's number of each trade; it is
// read only on request. Other columns are ignored. Rows are sorted by time and
// inside the file's day. Every encoding and codec that pandas, polars, DuckDB
// and pyarrow write for such columns is read, and a nullable column as long as
// it has no null. The file's key-value metadata hold the provenance of the
// trades as far as it is known: see microstructure.Provenance.
//
// Hidden files, files that end in .tmp and folders are ignored. Any other file
// whose name is not a date is an error, as are two files of one day and a
// folder that is named like a file.
//
// # Speed
//
// Most of the time to read a compressed file goes to the codec: of 25 ns a
// trade that Snappy files take, 13 are its decoding, 3 are copying from the
// file, and the rest is spread over five columns. So files written here have no
// codec. Times as differences, and prices, quantities and sides as numbers of
// few bits in a dictionary, are as small as Snappy makes them, and take 9 ns a
// trade.
//
// # Checksums
//
// Page checksums are verified, whichever program wrote them. In files written
// here, the footer also has checksums of itself, of the page headers, and of
// what lies between the last page and the footer: see TradesReader.VerifyAll.
//
// # Errors
//
// A bad file gives a *FileError, which names the file, the row, the column, the
// value and the remedy; errors.Is tests for its kind. Damaged files never cause
// a panic.
package dataset
