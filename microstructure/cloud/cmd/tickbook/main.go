// Command tickbook is that of microstructure/cmd/tickbook, with object stores.
package main

import (
	"github.com/tickbook/tickbook/microstructure/cloud"
	"github.com/tickbook/tickbook/microstructure/internal/command"
)

func main() {
	cloud.LimitGarbage()
	cloud.Register()
	command.Main()
}
