// Package hostile holds the test of a promise: nothing that the library exports
// panics on data. It calls every exported function and method with values that
// nobody should give it, made from the types of the arguments.
package hostile
