package inference

import "errors"

// Errors that callers can tell apart with errors.Is.
var (
	// ErrLengths: two series, or the trials of a set, differ in length.
	ErrLengths = errors.New("series differ in length")
	// ErrLag: the lag of a HAC variance is negative, or below horizon - 1 for
	// returns over overlapping periods, or the horizon is below 1.
	ErrLag = errors.New("unfit lag")
	// ErrNaNPolicy: the NaNPolicy is neither DropNaN nor GapNaN.
	ErrNaNPolicy = errors.New("unknown NaN policy")
	// ErrBlocks: the number of blocks of a cross-validation is odd, below 2 or
	// above MaxBlocks.
	ErrBlocks = errors.New("unfit number of blocks")
	// ErrResampling: the number of resamples is below 1 or above MaxReps, that
	// of workers below 1, or the mean block length is not a number.
	ErrResampling = errors.New("unfit resampling parameters")
	// ErrLevel: a confidence level or a power is not inside (0, 1).
	ErrLevel = errors.New("level outside (0, 1)")
)
