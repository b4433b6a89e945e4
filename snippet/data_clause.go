package snippet

import (
	"strconv"

	"github.com/lanekeeper/lanekeeper/engine"
)

func choiceTest(c *engine.CompiledClause) any {
	if len(c.Choices) > 1 {
		return anyOf(c.Choices)
	}
	return c.Choices[0]
}

// textTest is that of a leaf that compares text; a leaf that something just has
// to exist for has none.
func textTest(c *engine.CompiledClause) any {
	switch m := &c.Matcher; {
	case m.Pattern != "" || m.Match == engine.Regex:
		return pattern(printRegex(m.Pattern))
	case m.Match == engine.Range:
		return between(c.Min, c.Max)
	case m.Match == engine.Exists:
		return nil
	default:
		return m.Key
	}
}

func referrerKind(c *engine.CompiledClause) clauseKind {
	switch c.Matcher.Match {
	case engine.Simple:
		return kindReferrerSimple
	case engine.Exact:
		return kindReferrerExact
	}
	return kindReferrer
}

func between(from, to *float64) (b bounds) {
	for i, bound := range []*float64{from, to} {
		if bound != nil {
			b[i] = strconv.FormatFloat(*bound, 'g', -1, 64)
		}
	}
	return b
}

// newFor is engine's: how long a visitor is new, in seconds.
const newFor, day = 30 * 60, 24 * 60 * 60

func visitorTest(values []string) (b bounds) {
	switch {
	case len(values) > 1: // of somebody whose age is known
	case values[0] == "new":
		b[1] = number(newFor)
	default:
		b[0] = number(newFor)
	}
	return b
}

// ageTest has whole days in seconds. A clock that is behind makes a visitor
// younger than nothing, which is day 0.
func ageTest(c *engine.CompiledClause) (b bounds) {
	if c.Min != nil && *c.Min > 0 {
		b[0] = number(int(*c.Min) * day)
	}
	if c.Max != nil {
		b[1] = number(int(*c.Max) * day)
	}
	return b
}

const dayMinutes = 24 * 60

// weekTimes are the [from, to) pairs of a leaf of type time, in minutes of the
// week; what is past Sunday begins the week.
func weekTimes(c *engine.CompiledClause) (printed []string) {
	var week [7 * dayMinutes]bool
	length := (c.To - c.From + dayMinutes) % dayMinutes
	if length == 0 {
		length = dayMinutes // from 00:00 to 24:00
	}
	for day := range 7 {
		for minute := range length {
			if c.Days>>day&1 == 1 {
				week[(day*dayMinutes+c.From+minute)%len(week)] = true
			}
		}
	}
	for minute, in := range week {
		if before := minute > 0 && week[minute-1]; in != before {
			printed = append(printed, number(minute))
		}
	}
	if len(printed)%2 == 1 {
		printed = append(printed, number(len(week)))
	}
	return printed
}
