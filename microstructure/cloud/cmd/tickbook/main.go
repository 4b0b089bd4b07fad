// Command tickbook is that of microstructure/cmd/tickbook, with object stores.
package main

import (
	"os"
	"runtime/debug"

	"github.com/tickbook/tickbook/microstructure/cloud"
	"github.com/tickbook/tickbook/microstructure/internal/command"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // ranges of objects are garbage within milliseconds
	}
	cloud.Register()
	command.Main()
}
