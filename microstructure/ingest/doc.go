// Package ingest turns the exchanges' public trade archives into
// microstructure.Trades, one UTC day at a time. It imports the root package,
// dataset/columns and internal packages, and leaves the writing of days to the
// caller. Start at Convert for archives, at ConvertFiles for files of one's
// own, and at binance.go for a venue: each has its own file.
//
// An archive is a zip with one member, a gzip or a plain CSV, daily or monthly,
// under the exchange's file name, which gives its date and instrument. Convert
// streams any number of archives of one instrument and passes every UTC day's
// trades, in time order and without exact duplicates, to the caller's
// DayWriter. The sources are binance_futures, binance_spot,
// binance_coin_futures, bybit_futures, bybit_spot, okx_futures and okx_spot;
// each one's formats are described in its file.
//
// Nothing is guessed and nothing is dropped silently. A contract of unknown
// size, a value that is not a number, a time far from the file's date, two
// different rows of one id, a wrong checksum or an archive that does not
// inflate to its end is an error that names archive, member, line, text and
// remedy. A bad row costs its day; an incomplete archive costs all days that it
// covers. Rows that come twice, that are not trades as their quantity is 0, or
// that belong to a neighbouring day, are counted.
//
// A day becomes visible in one step, once every archive that could have rows of
// it was read to its end and is whole.
//
// A file is read and its digest computed, its lines parsed, its rows sorted into
// days and the days written, each in a goroutine of its own; days are synced to
// disk beside all that. Of the time that archives of plain CSV take, three tenths
// go into lines, as much into the digest, a fifth into parquet, and the rest into
// reading, sorting and copies; of a zip half goes into inflating. Lines are fast
// where they are plain, see quickParser: nothing is converted twice or allocated,
// and no field is looked for. A user's own CSV is read once before, for its times
// alone, as they decide which days there are.
package ingest
