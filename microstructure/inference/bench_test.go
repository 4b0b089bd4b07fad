package inference

import (
	"fmt"
	"testing"
)

func BenchmarkCSCV(b *testing.B) {
	trials := noise(1, 48, 92)
	for _, blocks := range []int{8, 16} {
		b.Run(fmt.Sprintf("S=%d", blocks), func(b *testing.B) {
			for b.Loop() {
				_, _ = CSCV(trials, blocks)
			}
		})
	}
}

func BenchmarkSPATest(b *testing.B) {
	trials := noise(1, 48, 92)
	for b.Loop() {
		_, _ = SPATest(trials, 4, DefaultResampling())
	}
}

func BenchmarkMeanInterval(b *testing.B) {
	x := noise(1, 1, 92)[0]
	for b.Loop() {
		_, _ = MeanInterval(x, 0.9, DefaultResampling())
	}
}

func BenchmarkBootstrapMean(b *testing.B) {
	x := noise(1, 1, 92)[0]
	for b.Loop() {
		_, _ = BootstrapMean(x, 4, DefaultResampling())
	}
}

// 92 days of 5-minute bars.
func BenchmarkIC(b *testing.B) {
	pair := noise(1, 2, 92*288)
	b.Run("HAC lag 24", func(b *testing.B) {
		for b.Loop() {
			_, _ = ICHAC(pair[0], pair[1], 12, 24, DropNaN)
		}
	})
	b.Run("bootstrap", func(b *testing.B) {
		for b.Loop() {
			_, _ = ICBootstrap(pair[0], pair[1], 12, DefaultResampling())
		}
	})
}

func BenchmarkDescribeTrials(b *testing.B) {
	trials := noise(1, 48, 92)
	for b.Loop() {
		_, _ = DescribeTrials(trials)
	}
}
