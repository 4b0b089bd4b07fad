package evidence

import "math"

var nan = math.NaN()
