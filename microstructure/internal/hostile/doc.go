// Package hostile holds the test of a promise: nothing that the library exports
// panics on data. It calls every exported function and method with values that
// nobody should give it, made from the types of the arguments. Its tests import
// the whole library; nothing imports it. Start at table_test.go, which lists
// what is called, and at values_test.go, which makes the values.
package hostile
