//go:build goexperiment.simd && amd64 && !go1.27

package vector

import (
	"math"
	"math/bits"
	simd "simd/archsimd"
)

func splitBySideAVX512(c *Columns, q, qq []float64, side []int8) int {
	n := len(q)
	qq, side = qq[:n], side[:n]
	buyQ, sellQ, buyQQ, sellQQ, signed := c.BuyQ, c.SellQ, c.BuyQQ, c.SellQQ, c.Signed
	var zero simd.Int64x8
	sign := simd.BroadcastInt64x8(math.MinInt64)
	i, sells := 0, 0
	for ; i+2*Len <= n; i += Len {
		s := simd.LoadInt8x16((*[16]int8)(side[i : i+16 : i+16])).ExtendLo8ToInt64()
		v, w := simd.LoadFloat64x8(Eight(q, i)), simd.LoadFloat64x8(Eight(qq, i))
		v.AsInt64x8().Or(s.And(sign)).AsFloat64x8().Store(Eight(signed, i))
		sell, buy := s.Less(zero), s.Greater(zero)
		v.Compress(buy).Store(Eight(buyQ, i-sells))
		w.Compress(buy).Store(Eight(buyQQ, i-sells))
		v.Compress(sell).Store(Eight(sellQ, sells))
		w.Compress(sell).Store(Eight(sellQQ, sells))
		sells += bits.OnesCount8(sell.ToBits())
	}
	simd.ClearAVXUpperBits()
	rest := Columns{buyQ[i-sells:], sellQ[sells:], buyQQ[i-sells:], sellQQ[sells:], signed[i:]}
	return i - sells + splitBySide(&rest, q[i:], qq[i:], side[i:])
}

func splitByPriceAVX512(c *Columns, p, q []float64, mid float64) int {
	limit := simd.BroadcastFloat64x8(mid)
	p = p[:len(q)]
	high, low := c.BuyQ, c.SellQ
	i, n := 0, 0
	for ; i+Len <= len(q); i += Len {
		price, v := simd.LoadFloat64x8(Eight(p, i)), simd.LoadFloat64x8(Eight(q, i))
		above := price.GreaterEqual(limit)
		v.Compress(above).Store(Eight(high, n))
		v.Compress(price.Less(limit)).Store(Eight(low, i-n))
		n += bits.OnesCount8(above.ToBits())
	}
	simd.ClearAVXUpperBits()
	rest := Columns{BuyQ: high[n:], SellQ: low[i-n:]}
	return n + splitByPrice(&rest, p[i:], q[i:], mid)
}

func copyFromAVX512(out, q, signed []float64, limit uint64) int {
	from := simd.BroadcastFloat64x8(math.Float64frombits(limit))
	signed = signed[:len(q)]
	i, n := 0, 0
	for ; i+Len <= len(q); i += Len {
		keep := simd.LoadFloat64x8(Eight(q, i)).GreaterEqual(from)
		simd.LoadFloat64x8(Eight(signed, i)).Compress(keep).Store(Eight(out, n))
		n += bits.OnesCount8(keep.ToBits())
	}
	simd.ClearAVXUpperBits()
	return n + copyFrom(out[n:], q[i:], signed[i:], limit)
}
