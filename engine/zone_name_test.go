package engine

import (
	"slices"
	"testing"
	"time"
)

// Both names of a zone are the same clock, and each finds both.
func TestRenamedZones(t *testing.T) {
	for _, names := range renamedZones {
		for _, name := range names {
			if got := zoneNames(name); !slices.Equal(got, names[:]) {
				t.Errorf("%s: %v", name, got)
			}
		}
		first, err := time.LoadLocation(names[0])
		if err != nil {
			t.Fatal(err)
		}
		second, err := time.LoadLocation(names[1])
		if err != nil {
			t.Fatal(err)
		}
		for month := range 24 {
			at := time.Date(2025, time.Month(month), 15, 12, 0, 0, 0, time.UTC)
			if one, other := at.In(first).Format(time.RFC3339), at.In(second).Format(time.RFC3339); one != other {
				t.Errorf("%v: %s and %s", names, one, other)
			}
		}
	}
	if got := zoneNames("Europe/Berlin"); !slices.Equal(got, []string{"Europe/Berlin"}) {
		t.Errorf("Europe/Berlin: %v", got)
	}
}
