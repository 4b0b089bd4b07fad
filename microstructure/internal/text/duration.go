package text

import "fmt"

// Seconds writes a number of seconds: "7 s", "60 s", "5 min", "1 h 30 min",
// "−8 h". From 2 minutes on it is rounded down to whole ones.
func Seconds(v int) string {
	if v < 0 {
		return "−" + Seconds(-v)
	}
	const minute, hour = 60, 3600
	switch {
	case v < 2*minute:
		return fmt.Sprintf("%d s", v)
	case v < hour:
		return fmt.Sprintf("%d min", v/minute)
	case v%hour < minute:
		return fmt.Sprintf("%d h", v/hour)
	}
	return fmt.Sprintf("%d h %d min", v/hour, v%hour/minute)
}
