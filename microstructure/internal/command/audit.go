package command

import (
	"encoding/json"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/report"
	"github.com/tickbook/tickbook/microstructure/table"
)

func auditCommand() *cobra.Command {
	in := input{allSources: true}
	var accept acceptance
	var asJSON, all bool
	var shards shardFlags
	c := &cobra.Command{
		Use:   "audit --data DIR",
		Short: "Check the trades: gaps, duplicates, copies, prices, sides, clocks",
		Long: `Reads every file once and lists what is missing, doubled or at odds with the other sources, each finding as a note,
a warning or an error. The figures of a day are kept below the data directory (or --cache DIR), and a day whose files
have not changed is not read again.
Each finding has a name. An error or a warning that is right as it is can be accepted: --accept NAME --reason "a crash,
seen at every venue". That is kept beside the data, in DATA/SYMBOL/accepted.json (or --accepted FILE), holds for the
rows that it was given for, and is repeated by every report and by the verdict. To withdraw it, remove its entry.
The exit code is 1 if there is an error-level finding that is not accepted, also with --json; warnings and notes leave
it 0.

` + onResults + `
A key is SYMBOL/all/YYYY-MM-DD: the sources of a day are compared. Parts read the files and keep the figures; findings are
those of the command without --shard, which compares the days.`,
		Example: `  tickbook audit --data data --symbol BTCUSDT
  tickbook audit --data data --symbol BTCUSDT --shard 3/20
  tickbook audit --data data --symbol BTCUSDT --accept price:binance_futures:2025-10-10 --reason "seen at every venue"`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := in.config()
			if err != nil {
				return err
			}
			if shards.given() {
				if err := shards.exclude(c, "no-cache", "json", "all", "accept", "reason", "accepted"); err != nil {
					return err
				}
				return auditOfKeys(c, &in, config, &shards)
			}
			d, _, err := in.open(config)
			if err != nil {
				return err
			}
			if err := accept.prepare(in.accepted); err != nil {
				return err
			}
			a, err := audited(c, d)
			if err != nil {
				return err
			}
			if err := accept.keep(a, audit.AcceptedFile(d.Data, audit.Config{AcceptedFile: in.accepted})); err != nil {
				return err
			}
			if err := printAudit(c, a, asJSON, all); err != nil {
				return err
			}
			if len(a.Errors()) > 0 {
				return fmt.Errorf("%s: the data are unfit for a study", a.Summary())
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&in.dataDir, "data", "", dataUsage+" (required)")
	f.StringVar(&in.symbol, "symbol", "BTCUSDT", "symbol, a directory below --data")
	f.StringVar(&in.sources, "sources", "", "sources: NAME or NAME:LABEL, separated by commas (default: all that have files)")
	in.span.addFlags(c)
	f.StringVar(&in.cacheDir, "cache", "", "directory to keep figures in, below SYMBOL/audit (default DATA/SYMBOL/audit)")
	f.BoolVar(&in.noCache, "no-cache", false, "read all files, and neither read nor write the cache")
	f.BoolVar(&asJSON, "json", false, "print the audit as one JSON document")
	f.BoolVar(&all, "all", false, "list every finding in a line of its own, not the days of one kind together")
	accept.addFlags(c)
	shards.addFlagsOf(c, "SYMBOL/all/YYYY-MM-DD", "symbol", "from", "to")
	f.StringVar(&in.accepted, "accepted", "", acceptedUsage)
	f.IntVar(&in.workers, "workers", runtime.GOMAXPROCS(0), "days read at a time, at least 1")
	_ = c.MarkFlagRequired("data")
	return c
}

func printAudit(c *cobra.Command, a *audit.Audit, asJSON, all bool) error {
	w := c.OutOrStdout()
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(a)
	}
	printSynthetic(w, a.Synthetic)
	tables := []table.Table{report.AuditCoverage(a), report.AuditGaps(a), report.AuditRows(a), report.AuditImport(a), report.AuditFlow(a), report.AuditSpreads(a)}
	if len(a.Pairs) > 0 {
		tables = append(tables, report.AuditPairs(a), report.AuditClocks(a))
	}
	for _, t := range tables {
		if err := t.WriteText(w); err != nil {
			return err
		}
		fmt.Fprintln(w)
	}
	if all {
		for _, f := range a.Findings {
			fmt.Fprintln(w, f)
		}
		for _, f := range a.Accepted {
			fmt.Fprintln(w, f)
		}
	} else {
		for _, line := range report.AuditLines(a, 0) {
			fmt.Fprintln(w, line)
		}
	}
	_, err := fmt.Fprintf(w, "\n%s\n%s\n", a.Summary(), report.AuditVerdict(a))
	return err
}
