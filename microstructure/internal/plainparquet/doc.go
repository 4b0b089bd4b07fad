// Package plainparquet writes parquet files column after column: one row group
// of plain pages, without dictionaries, bounds or indexes. Start at Writer.
//
// It takes the structures of the metadata and their encoding from parquet-go,
// but not its writer. Each cell of a notebook, which is a program, would have to
// be linked with that writer's packages, and that takes the linker as long as
// everything else together.
package plainparquet
