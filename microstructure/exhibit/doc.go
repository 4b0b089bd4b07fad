// Package exhibit turns evidence into the data of figures: one function a
// figure, which takes numbers out and computes none that a verdict rests on.
//
// Package figure draws what these functions return; where there is nothing to
// draw, such as folds of a record without one, its constructor says so with
// ErrNoData.
package exhibit
