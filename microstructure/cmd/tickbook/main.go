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
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
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
	c.AddCommand(fetchCommand(), importCommand(), auditCommand(), synthCommand(), featuresCommand(), studyCommand(), calibrateCommand())
	return c
}

// interruptible does what writes nothing, and gives up waiting for it when ctx
// ends: the program is about to exit then.
func interruptible(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("stopped before anything was written: %w", context.Cause(ctx))
	}
}
