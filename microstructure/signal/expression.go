package signal

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/tickbook/tickbook/microstructure"
	"github.com/tickbook/tickbook/microstructure/evidence"
)

// Day is a window's usual unit.
const Day = 24 * time.Hour

// ErrExpression: an expression cannot be evaluated.
var ErrExpression = errors.New("unfit signal")

// An Expression is a signal on a calendar: an evidence.SignalSource. The zero
// Expression is an error when it is evaluated.
type Expression struct {
	text string
	eval func(*evidence.Calendar) ([]float64, error)
	own  []any // functions of the user that it calls
}

// String says how the signal is made.
func (e Expression) String() string { return e.text }

// Functions are those of the user that it calls, by Func or as features.
func (e Expression) Functions() []any { return e.own }

// Values evaluates the expression: a value per row of the calendar.
func (e Expression) Values(c *evidence.Calendar) ([]float64, error) {
	switch {
	case c == nil:
		return nil, fmt.Errorf("%w: there is no calendar", ErrExpression)
	case e.eval == nil:
		return nil, fmt.Errorf("%w: an expression is empty; start from Of", ErrExpression)
	}
	return e.eval(c)
}

// columns are the values of several.
func columns(es []Expression, c *evidence.Calendar) ([][]float64, error) {
	out := make([][]float64, len(es))
	for i, e := range es {
		var err error
		if out[i], err = e.Values(c); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Of is a feature's mean over the sources, NaN in a row that any of them lacks.
func Of(f microstructure.Feature) Expression {
	return Expression{f.Name, func(c *evidence.Calendar) ([]float64, error) {
		if err := c.Lacks([]microstructure.Feature{f}); err != nil {
			return nil, err
		}
		return c.Consensus(f), nil
	}, ownOf(f)}
}

// ownOf is the function of a feature that is not built in.
func ownOf(f microstructure.Feature) []any {
	if f.Of == nil || f.BuiltIn() {
		return nil
	}
	return []any{f.Of}
}

// OfSource is a feature of one source, by its place; the first leads.
func OfSource(source int, f microstructure.Feature) Expression {
	return Expression{fmt.Sprintf("%s[%d]", f.Name, source), func(c *evidence.Calendar) ([]float64, error) {
		if source < 0 || source >= len(c.Sources) {
			return nil, fmt.Errorf("%w: there is no source %d of %d", ErrExpression, source, len(c.Sources))
		}
		if err := c.Lacks([]microstructure.Feature{f}); err != nil {
			return nil, err
		}
		return c.Feature(source, f), nil
	}, ownOf(f)}
}

// Close is the leading source's close.
func Close() Expression {
	return Expression{"close", func(c *evidence.Calendar) ([]float64, error) {
		return c.Column(0, func(b *microstructure.Bar) float64 { return b.Close }), nil
	}, nil}
}

// Func is a function of other expressions, row by row or as whole columns. It
// must not look ahead, which a search tests, nor change its inputs.
func Func(name string, f func(columns ...[]float64) []float64, of ...Expression) Expression {
	return Expression{name + "(" + list(of) + ")", func(c *evidence.Calendar) ([]float64, error) {
		x, err := columns(of, c)
		if err != nil {
			return nil, err
		}
		if f == nil {
			return nil, fmt.Errorf("%w: %s has no function", ErrExpression, name)
		}
		out := f(x...)
		if len(out) != c.Len() {
			return nil, fmt.Errorf("%w: %s gives %d values for %d rows", ErrExpression, name, len(out), c.Len())
		}
		return out, nil
	}, append(functions(of), f)}
}

// functions are those of the user that several call.
func functions(of []Expression) (out []any) {
	for _, e := range of {
		out = append(out, e.own...)
	}
	return out
}

func list(of []Expression) string {
	names := make([]string, len(of))
	for i, e := range of {
		names[i] = e.text
	}
	return strings.Join(names, ", ")
}

// byRow is a function of the values of one row.
func byRow(name string, of []Expression, f func(row []float64) float64) Expression {
	return Expression{name + "(" + list(of) + ")", func(c *evidence.Calendar) ([]float64, error) {
		x, err := columns(of, c)
		if err != nil {
			return nil, err
		}
		out, row := make([]float64, c.Len()), make([]float64, len(x))
		for i := range out {
			for k := range x {
				row[k] = x[k][i]
			}
			out[i] = f(row)
		}
		return out, nil
	}, functions(of)}
}

// Mean is the mean of those that have a value in the row.
func Mean(of ...Expression) Expression {
	return byRow("mean", of, func(row []float64) float64 {
		sum, n := 0.0, 0
		for _, x := range row {
			if !math.IsNaN(x) {
				sum += x
				n++
			}
		}
		return sum / float64(n)
	})
}

// Sum is NaN where any of them is.
func Sum(of ...Expression) Expression {
	return byRow("sum", of, func(row []float64) (sum float64) {
		for _, x := range row {
			sum += x
		}
		return sum
	})
}

// Product is NaN where any of them is.
func Product(of ...Expression) Expression {
	return byRow("product", of, func(row []float64) float64 {
		product := 1.0
		for _, x := range row {
			product *= x
		}
		return product
	})
}

// Minus is the difference of two expressions.
func (e Expression) Minus(other Expression) Expression {
	return byRow("minus", []Expression{e, other}, func(row []float64) float64 { return row[0] - row[1] })
}

// Over is the ratio of two expressions; NaN over 0.
func (e Expression) Over(other Expression) Expression {
	return byRow("over", []Expression{e, other}, func(row []float64) float64 {
		if row[1] == 0 {
			return math.NaN()
		}
		return row[0] / row[1]
	})
}

// Times is the expression times a number.
func (e Expression) Times(k float64) Expression {
	return byRow(fmt.Sprintf("%v times", k), []Expression{e}, func(row []float64) float64 { return k * row[0] })
}
