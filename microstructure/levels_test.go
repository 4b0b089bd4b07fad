package microstructure

import (
	"math/rand/v2"
	"testing"

	"github.com/tickbook/tickbook/microstructure/internal/vector"
)

// TestLevelsChangeNoBit computes bars with the loops of every level.
func TestLevelsChangeNoBit(t *testing.T) {
	levels := vector.Levels()
	if len(levels) == 1 {
		t.Skip("this processor, or this build, has the plain loops only")
	}
	defer vector.SetLevel(vector.SetLevel(vector.Plain))
	r := rand.New(rand.NewPCG(3, 12))
	for n := 2; n < 700; n++ {
		trades := awkwardTrades(r, n)
		vector.SetLevel(vector.Plain)
		var plain kernel
		want := plain.of(0, &trades)
		for _, level := range levels[1:] {
			vector.SetLevel(level)
			var k kernel
			if got := k.of(0, &trades); !equalBars([]Bar{got}, []Bar{want}) {
				t.Fatalf("%d trades: the %s loops give\n%+v, the plain ones\n%+v", n, level, got, want)
			}
		}
	}
}
