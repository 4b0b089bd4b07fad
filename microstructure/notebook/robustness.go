package notebook

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// The environment variables that parametrise the notebook on robustness.
const (
	NullVariable  = "TICKBOOK_NULL"
	LooksVariable = "TICKBOOK_LOOKS"
)

// defaultShifts of the null control keep its cell within seconds.
const defaultShifts = 100

// NullShiftsFromEnv reads TICKBOOK_NULL, the number of shifts of the null
// control: 100 if it is unset or empty, 0 for none. Anything but a whole number
// of at least 0 is an error.
func NullShiftsFromEnv() (int, error) {
	text := os.Getenv(NullVariable)
	if text == "" {
		return defaultShifts, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%s=%q is not a number of shifts: write a whole number of at least 0", NullVariable, text)
	}
	return n, nil
}

// LooksDirFromEnv reads TICKBOOK_LOOKS, the directory of the record of looks:
// build/looks of the module if it is unset or empty. A relative one is relative
// to the module's root, as TICKBOOK_DATA is.
func LooksDirFromEnv() (string, error) {
	dir := valueOr(os.Getenv(LooksVariable), filepath.Join("build", "looks"))
	if filepath.IsAbs(dir) {
		return dir, nil
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	return filepath.Join(root, dir), nil
}
