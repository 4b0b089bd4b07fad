// Command tickbook turns tick trades of crypto exchanges into microstructure
// bars, a composite signal, a backtest and a verdict.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := root().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "tickbook:", err)
		if errors.Is(err, context.Canceled) {
			os.Exit(130)
		}
		os.Exit(1)
	}
}

func root() *cobra.Command {
	c := &cobra.Command{
		Use:           "tickbook",
		Short:         "Microstructure bars, a composite signal and an honest backtest from tick trades",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version(),
	}
	c.AddCommand(fetchCommand(), importCommand(), auditCommand(), synthCommand(), featuresCommand(), studyCommand())
	return c
}
