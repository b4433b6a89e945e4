package cookies

import (
	"regexp"
	"slices"
	"strings"
)

// Pin keeps a visitor in a variation of an experiment. Both are ids: a letter
// or digit, then up to 39 of 0-9, A-Z, a-z, _ and -.
type Pin struct{ Experiment, Variation string }

const (
	version = "1"
	// roomForIdle is how long a value may be, in bytes, before pins of
	// experiments that do not run have to go.
	roomForIdle = 1000
)

var pinShape = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_-]{0,39}\.[0-9A-Za-z][0-9A-Za-z_-]{0,39}$`)

func (p Pin) String() string { return p.Experiment + "." + p.Variation }

// parsePins reads one bucket cookie. Another version's may mean anything.
func parsePins(value string) []Pin {
	parts := strings.Split(value, "~")
	if parts[0] != version {
		return nil
	}
	var pins []Pin
	for _, part := range parts[1:] {
		if pinShape.MatchString(part) {
			experiment, variation, _ := strings.Cut(part, ".")
			pins = append(pins, Pin{experiment, variation})
		}
	}
	return pins
}

// newest leaves out each pin whose experiment is named again later.
func newest(pins []Pin) []Pin {
	last := make(map[string]int, len(pins))
	for i, p := range pins {
		last[p.Experiment] = i
	}
	var kept []Pin
	for i, p := range pins {
		if last[p.Experiment] == i {
			kept = append(kept, p)
		}
	}
	return kept
}

// Buckets is the value of the bucket cookie for pins, oldest first, such as
// "1~12.12a~7.7b"; "1" without any. Pins that Read would drop are left out, and
// of two of one experiment the last counts.
//
// Would the value pass 1,000 bytes, pins go until it does not, oldest first,
// but only those of experiments that do not run. Those that run always stay, so
// the value can still be longer: a project is published only if its running
// experiments fit into 3,500 bytes.
func Buckets(pins []Pin, runs func(experiment string) bool) string {
	valid := slices.DeleteFunc(slices.Clone(pins), func(p Pin) bool { return !pinShape.MatchString(p.String()) })
	kept := newest(valid)
	size := len(version)
	for _, p := range kept {
		size += len("~") + len(p.String())
	}
	var value strings.Builder
	value.WriteString(version)
	for _, p := range kept {
		if size > roomForIdle && !runs(p.Experiment) {
			size -= len("~") + len(p.String())
			continue
		}
		value.WriteString("~" + p.String())
	}
	return value.String()
}
