// Package dataset keeps trades and bars in parquet files.
//
// # Layout
//
//	DIR/SYMBOL/trades/SOURCE/YYYY-MM-DD.parquet    one source's trades of one UTC day
//	DIR/SYMBOL/bars/SOURCE/YYYY-MM-DD.parquet      the bars made from them: a cache
//
// A file of trades has the columns timestamp_us (int64, µs since the Unix
// epoch), price, quantity, quote_quantity (double) and side (an integer of any
// width, +1 where the taker bought and -1 where it sold), in any order. A column
// id (int64) has the exchange's number of each trade, where there is one: it is
// read only by those who ask for it. Other columns are ignored. Rows are in order of time and inside the file's day.
// Every encoding and codec that pandas, polars, DuckDB and pyarrow write for
// such columns is read, and a nullable column as long as it has no null. The
// file's key-value metadata say where the trades come from, as far as that is
// known: see microstructure.Provenance.
//
// Hidden files, files that end in .tmp and folders are ignored. Any other file
// whose name is not a date is an error, as are two files of one day and a folder
// that is named like a file.
//
// # Speed
//
// Most of the time to read a compressed file goes to the codec: of 25 ns a trade
// that Snappy files take, 13 are its decoding, 3 are copying from the file, and
// the rest is spread over five columns. So files written here have no codec.
// Times as differences, and prices, quantities and sides as numbers of few bits
// in a dictionary, are as small as Snappy makes them, and take 9 ns a trade.
//
// # Checksums
//
// Checksums of pages are verified, whichever program gave them. In files written
// here, the footer has one of itself, of the headers of the pages, and of what
// lies between the last page and the footer: see TradesReader.VerifyAll.
//
// # Errors
//
// What is wrong with a file is a *FileError, which names the file, the row, the
// column, the value and the remedy, and can be told apart by errors.Is. Damaged
// files never panic.
package dataset
