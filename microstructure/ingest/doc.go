// Package ingest turns the exchanges' public trade archives into
// microstructure.Trades, one UTC day at a time.
//
// An archive is a zip with one member, a gzip or a plain CSV, daily or monthly,
// under the name that the exchange gave it: its date and instrument are read
// from there. Convert streams any number of archives of one instrument and
// hands every UTC day's trades, in order of time and without exact duplicates,
// to a DayWriter of the caller's. The sources are binance_futures,
// binance_spot, binance_coin_futures, bybit_futures, bybit_spot, okx_futures and
// okx_spot; each one's formats are described in its file.
//
// Nothing is guessed and nothing is dropped in silence. A contract whose size is
// not known, a value that is not a number, a time far from the file's date, two
// different rows of one id, a wrong checksum or an archive that does not inflate
// to its end is an error that names archive, member, line and text, and what
// helps. A row costs the day that it belongs to; an archive that is not whole
// costs all days it covers. Rows that come twice, that are no trades as their
// quantity is 0, or that are of a neighbouring day, are counted.
//
// A day becomes visible when every archive that could bring rows of it was read
// to its end and is whole, in one step, and not before.
package ingest
