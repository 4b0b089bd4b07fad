package inference_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tickbook/tickbook/microstructure/inference"
)

// dailyProfit is a series of 90 daily profits, in bps, with autocorrelation
// 0.3.
func dailyProfit(mean float64, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	x := make([]float64, 90)
	previous := 0.0
	for t := range x {
		previous = 0.3*previous + 10*rng.NormFloat64()
		x[t] = mean + previous
	}
	return x
}

func sweep(trials int) [][]float64 {
	out := make([][]float64, trials)
	for k := range out {
		out[k] = dailyProfit(0, uint64(k))
	}
	return out
}

func ExampleSpearman() {
	r, _ := inference.Spearman([]float64{1, 2, 3, 4, 5}, []float64{5, 6, 7, 8, 7})
	fmt.Printf("rho %.4f, p %.4f from %d pairs\n", r.Rho, r.P, r.N)
	// Output: rho 0.8208, p 0.0886 from 5 pairs
}

// By hand: e = -1.5 -0.5 0.5 1.5, sum of squares 5, lag-1 sum 1.25, (5 +
// 2*0.5*1.25)/16.
func ExampleNeweyWestMean() {
	r, _ := inference.NeweyWestMean([]float64{1, 2, 3, 4}, 1, inference.DropNaN)
	fmt.Println(r.Mean, r.Plain.Var)
	// Output: 2.5 0.390625
}

// Returns over 12 periods taken every period overlap by 11: a smaller lag is
// refused.
func ExampleICHAC() {
	x := dailyProfit(0, 1)
	_, err := inference.ICHAC(x, x, 12, 5, inference.DropNaN)
	fmt.Println(err)
	// Output: unfit lag: 5 for a horizon of 12; the lag must be at least horizon - 1, the horizon at least 1
}

func ExampleMeanInterval() {
	i, _ := inference.MeanInterval(dailyProfit(5, 1), 0.90, inference.DefaultResampling())
	least, _ := inference.SmallestDetectableMean(i.SE, 0.95, 0.80)
	fmt.Printf("mean %.1f bps per day, 90 %% interval %.1f to %.1f, block %.1f days\n", i.Mean, i.Lower, i.Upper, i.MeanBlock)
	fmt.Printf("detectable with 80 %% power: %.1f bps per day\n", least)
	// Output:
	// mean 4.3 bps per day, 90 % interval 2.4 to 6.4, block 2.2 days
	// detectable with 80 % power: 2.8 bps per day
}

// Bailey and Lopez de Prado 2014: an annual Sharpe ratio of 2.5 over 5 years of
// daily returns is not significant as the best of 100 trials.
func ExampleSharpe_DSR() {
	s := inference.Sharpe{N: 1250, Ratio: 2.5 / math.Sqrt(250), Skew: -3, Kurtosis: 10}
	fmt.Printf("%.4f after 100 trials, %.4f after 46\n", s.DSR(100, 0.5/250).PSR, s.DSR(46, 0.5/250).PSR)
	// Output: 0.9004 after 100 trials, 0.9505 after 46
}

// The best of 48 trials without skill looks good until it is deflated.
func ExampleDescribeTrials() {
	trials, _ := inference.DescribeTrials(sweep(48))
	best := trials.Sharpes[trials.Best]
	fmt.Printf("alone %.3f, deflated %.3f\n", best.PSR(0).PSR, best.DSR(48, trials.VarNoSkill).PSR)
	// Output: alone 1.000, deflated 0.860
}

func ExampleSPATest() {
	trials := sweep(20)
	trials[7] = dailyProfit(6, 7)
	luck, _ := inference.SPATest(sweep(20), 3, inference.DefaultResampling())
	edge, _ := inference.SPATest(trials, 3, inference.DefaultResampling())
	fmt.Printf("without an edge p = %.2f, with one p = %.4f\n", luck.Studentised.Consistent.PPlus1, edge.Studentised.Consistent.PPlus1)
	// Output: without an edge p = 0.33, with one p = 0.0005
}

func ExampleCSCV() {
	trials := sweep(8)
	trials[3] = dailyProfit(8, 3)
	r, _ := inference.CSCV(trials, 8)
	fmt.Printf("overfitting in %.0f %% of %d combinations\n", 100*r.PBO, r.Combinations)
	// Output: overfitting in 0 % of 70 combinations
}

func ExampleMinBacktestLength() {
	years, _ := inference.MinBacktestLength(45, 1)
	fmt.Printf("45 trials show an annual Sharpe ratio of 1 by luck within %.1f years\n", years)
	// Output: 45 trials show an annual Sharpe ratio of 1 by luck within 5.0 years
}
