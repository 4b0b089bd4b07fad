// Package check tests the Kubernetes recipe against the types of the
// Kubernetes API. It is a module of its own, so that tickbook requires none of
// them.
package check
