package result

import (
	"path/filepath"
	"strings"

	"github.com/tickbook/tickbook/microstructure"
)

// summaryName is the file that lists all others of a set.
const summaryName = "summary.json"

// barsPrefix begins the names of tables of bars; a source's name follows.
const barsPrefix = "bars_"

// TableNames lists the tables that a study of sources may write, those of the
// null control included if it is run.
func TableNames(sources []microstructure.Source, null bool) []string {
	names := []string{
		"panel", "ic", "deciles", "deciles_by_regime", "sweep", "trades_best", "walk_forward", "trades_oos", "trades_is",
		"gates", "fill_ladder", "exits", "selections", "ic_robust", "deciles_robust", "walk_forward_folds", "walk_forward_members",
		"trades_walk_forward", "spells_walk_forward", "sweep_robust", "equity", "decision", "capacity", "holding_power",
	}
	if null {
		names = append(names, "null", "null_rates")
	}
	for _, s := range sources {
		names = append(names, barsPrefix+s.Name)
	}
	return names
}

// fileName is the file of a table: parquet for tables too large for CSV.
func fileName(table string) string {
	if table == "panel" || table == "equity" || strings.HasPrefix(table, barsPrefix) {
		return table + ".parquet"
	}
	return table + ".csv"
}

// isFileName reports whether name is the fileName of some table.
func isFileName(name string) bool {
	table := strings.TrimSuffix(name, filepath.Ext(name))
	return checkTable(table) == nil && fileName(table) == name
}

// checkTable reports why a table's name cannot be a file name.
func checkTable(name string) error {
	return microstructure.CheckName("table", strings.TrimPrefix(name, barsPrefix))
}
