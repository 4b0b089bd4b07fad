// Package command is the command tickbook: it has the flags and prints what the
// packages below microstructure find, any of which it may import; the steps of
// a study are those of package desk. Start reading at root.
package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/internal/escape"
	"github.com/tickbook/tickbook/microstructure/internal/version"
)

// Main runs the command with the arguments of the process, and ends it.
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	defer stop()
	c := root()
	c.SetOut(wrapped(escape.NewWriter(os.Stdout), os.Stdout))
	c.SetErr(screen{escape.NewWriter(os.Stderr), os.Stderr})
	if err := c.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "tickbook:", escape.Text(err.Error()))
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
		Version:       version.String(),
	}
	c.AddCommand(fetchCommand(), importCommand(), auditCommand(), synthCommand(), featuresCommand(), studyCommand(), judgeCommand(), looksCommand(), calibrateCommand(), planCommand(), progressCommand())
	nameFlagsOf(c.Commands())
	return c
}

// nameFlagsOf has the errors of commands, and of those below them, name flags.
func nameFlagsOf(commands []*cobra.Command) {
	for _, sub := range commands {
		nameFlagsOf(sub.Commands())
		if run := sub.RunE; run != nil {
			sub.RunE = func(c *cobra.Command, args []string) error { return nameFlags(run(c, args), flagsOf[c.CommandPath()]) }
		}
	}
}
