//go:build !unix

package audit

import "errors"

func pipe(string) error { return errors.ErrUnsupported }
