// Package pooled judges one rule on several symbols: whether what a study of
// one of them shows is the rule's, or that symbol's. Numbers in, numbers out.
// Start reading at Run.
//
// In every fold the same configurations trade all symbols. They are chosen on
// the train spans of all symbols together, by the t-statistic of the mean daily
// net profit over the symbols; nothing can be chosen for one of them. Symbols
// move together, so that three are not three times the evidence of one: days
// are resampled for all symbols at once, and n symbols whose daily profits have
// the mean correlation ρ count as n/(1 + (n - 1)ρ).
//
// The label follows from the records out of sample, at the confidence of the
// gates:
//
//   - Generalises: the lower bound of the pooled mean is above 0, as if the
//     symbols were drawn from many; so is that of the mean of the others,
//     whichever symbol is left out; and the gates of a single study hold for the
//     pooled record (evidence, market, best of many, stability, causality,
//     data). Its round trips, and its spells, which are evidence instead where
//     they are more, are those of all symbols.
//   - OneSymbol: it does not generalise; the lower bound of exactly one symbol
//     is above 0, at a confidence that allows for having looked at all of them;
//     and that of the others without it is not.
//   - NotShown: anything else.
package pooled
