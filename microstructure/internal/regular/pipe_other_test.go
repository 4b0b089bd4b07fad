//go:build !unix

package regular

import "errors"

func pipe(string) error { return errors.ErrUnsupported }
