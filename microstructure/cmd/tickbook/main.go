// Command tickbook turns tick trades of crypto exchanges into microstructure
// bars, a composite signal, a backtest and a verdict. It is package command,
// and knows local data directories; that of module microstructure/cloud also
// knows object stores.
package main

import "github.com/tickbook/tickbook/microstructure/internal/command"

func main() { command.Main() }
