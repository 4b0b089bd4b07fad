package cloud

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/tickbook/tickbook/microstructure/audit"
	"github.com/tickbook/tickbook/microstructure/dataset"
	"github.com/tickbook/tickbook/microstructure/internal/memory"
)

// asReader makes this test a process that reads the data in a store. Its value
// is how, and where the data are.
const asReader = "TICKBOOK_TEST_AS_READER"

func TestMain(m *testing.M) {
	if how, dir, ok := strings.Cut(os.Getenv(asReader), ": "); ok {
		transport = &wire{delay: latency}
		Register()
		LimitGarbage()
		if err := readers[how](dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Print(memory.PeakMB())
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// readers read all days several times, with two workers.
var readers = map[string]func(dir string) error{
	"build": func(dir string) error { return buildMany(context.Background(), dir, 8) },
	"audit": func(dir string) error { return auditMany(dir, true, 2) },
	"audit and build": func(dir string) error {
		if err := auditMany(dir, false, 1); err != nil {
			return err
		}
		data, err := dataset.Open(dir, symbol)
		if err != nil {
			return err
		}
		c := dataset.DefaultConfig()
		c.Workers, c.LeaderTakers = 2, true // and with caches
		_, _, err = data.Bars(context.Background(), largeMarket.Sources, c)
		return err
	},
}

// auditMany audits a market with two workers, several times.
func auditMany(dir string, noCache bool, times int) error {
	data, err := dataset.Open(dir, symbol)
	if err != nil {
		return err
	}
	c := audit.DefaultConfig()
	c.NoCache, c.Workers = noCache, 2
	for range times {
		if _, err := audit.Run(context.Background(), data, largeMarket.Sources, c); err != nil {
			return err
		}
	}
	return nil
}

// TestMemoryFromAStore has processes read a store that takes 20 ms longer for
// each request, so that as much is fetched ahead as may be. A build takes most
// of large days, and an audit of more dates than are worked on at a time.
func TestMemoryFromAStore(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute")
	}
	if memory.PeakMB() == 0 {
		t.Skip("the system does not say how much memory a process took")
	}
	const most = 200 // MB
	for how := range readers {
		t.Run(how, func(t *testing.T) {
			_, url := newS3(t)
			m := largeMarket
			if how != "build" {
				m = market(24, 800)
			}
			writeMarket(t, url, m)
			child := exec.Command(os.Args[0])
			child.Env = append(os.Environ(), asReader+"="+how+": "+url)
			var errors bytes.Buffer
			child.Stderr = &errors
			out, err := child.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, errors.String())
			}
			var peak float64
			if _, err := fmt.Sscan(string(out), &peak); err != nil {
				t.Fatalf("%q: %v", out, err)
			}
			if t.Logf("%.0f MB", peak); peak > most {
				t.Errorf("a peak of %.0f MB, want %d at most", peak, most)
			}
		})
	}
}
