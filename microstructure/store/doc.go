// Package store reads and writes the files of a data directory, which is a
// folder of the local file system or, as in s3://bucket/prefix, the objects of
// an object store below a prefix. It imports the standard library and internal
// packages only. Start at Open, Create and ReadDir.
//
// A path with a scheme names an object. The drivers of schemes are separate, as
// they are large: see Register, and the module microstructure/cloud. A path
// file:///directory is that of the local directory.
//
// Files and objects appear under their names only when they are complete. A
// local file that is opened is the file itself, so that reading it costs what
// it costs without this package.
//
// An object is read in few requests, as each of them takes some 20 ms: at most
// a mebibyte in a single one, a larger one in pieces of up to two that are
// fetched ahead of the reader, side by side; see Prefetcher. All of them are of
// the version that was opened. The memory of pieces is used again.
package store
