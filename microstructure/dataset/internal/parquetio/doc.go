// Package parquetio reads flat parquet files of integers and doubles, column by
// column, into buffers that the caller reuses, and writes them. It imports only
// internal packages, the format's constants, encodings and codecs, and knows
// nothing of trades or bars. Start at File and Column, and at Writer.
//
// A Writer writes the bytes that parquet-go would, with its encoders. It takes
// whole pages of columns, while parquet-go takes rows, which would have to be
// put together first, and splits them into columns again, 64 at a time.
//
// Reading is done by hand, for three reasons:
//
//   - Rules. Values are checked on the way, once per entry of a dictionary: of
//     20,000 values with 2,000 distinct ones, 2,000. An error names file, row,
//     column, value and remedy.
//   - Bounds. Every size, count and offset is checked before it is used, so
//     that a damaged file gives an *Error and neither a panic nor a huge
//     allocation. What a footer lists stays in its bytes until it is asked for:
//     to open and parse a file takes ten times its footer's size at most. Of a
//     footer of 8 bytes that claims 40 million row groups, parquet-go makes 3.4
//     GB before it refuses the file; TestHostileFooter allows 100 kB.
//   - Speed. Values go straight from a page, or through its dictionary, into
//     the caller's slice: 2.4 ns per trade of the five columns of a file of 1.3
//     million that this program wrote, rules included, against 4.1 ns for
//     parquet-go's typed pages without any (one core of an AMD EPYC with
//     AVX-512, BenchmarkRead). Without assembly it is 4.8 ns.
package parquetio
