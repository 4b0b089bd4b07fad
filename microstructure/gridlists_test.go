package microstructure

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseThresholds(t *testing.T) {
	if got, err := ParseThresholds(" 2, 1.5,1"); err != nil || !reflect.DeepEqual(got, []float64{1, 1.5, 2}) {
		t.Errorf("%v, %v", got, err)
	}
	for list, want := range map[string]string{
		"": `"" is not a threshold`, "1,": `"" is not`, "0": `"0" is not`, "-1": `"-1" is not`, "NaN": `"NaN" is not`, "Inf": `"Inf" is not`,
		"1,x": `"x" is not`, "1,2,1.0": `"1.0" is twice in "1,2,1.0"`,
	} {
		if got, err := ParseThresholds(list); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v", list, got, err)
		}
	}
}

func TestParseHorizons(t *testing.T) {
	if got, err := (Interval{}).ParseHorizons("2h, 15m,90m,60m"); err != nil || !reflect.DeepEqual(got, []Horizon{{"15m", 3}, {"1h", 12}, {"90m", 18}, {"2h", 24}}) {
		t.Errorf("%v, %v", got, err)
	}
	for list, want := range map[string]string{
		"": `"" is not a span of time`, "15": `"15" is not`, "7m": `"7m" is not`, "-5m": `"-5m" is not`, "0m": `"0m" is not`, "169h": `"169h" is not`,
		"1h,60m": `"60m" is twice`,
	} {
		if got, err := (Interval{}).ParseHorizons(list); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v", list, got, err)
		}
	}
}
