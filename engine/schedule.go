package engine

import (
	"regexp"
	"time"
)

// localTime is how a [Schedule] writes its times.
const localTime = "2006-01-02T15:04"

const stopsFirst = "It must stop after it starts."

// ends are a schedule's instants, in seconds since 1970 in UTC; 0 where it has
// none. fault names the field that is wrong and says why.
func (s *Schedule) ends() (start, stop int64, field, fault string) {
	zone, err := zoneOf(s.Zone)
	if err != nil {
		return 0, 0, "zone", err.Error()
	}
	for _, end := range []struct {
		field, text string
		at          *int64
	}{{"start", s.Start, &start}, {"stop", s.Stop, &stop}} {
		if end.text == "" {
			continue
		}
		wall, err := time.Parse(localTime, end.text)
		if err != nil || wall.Year() < 1971 {
			return 0, 0, end.field, "It is a local time such as 2026-12-01T09:00."
		}
		*end.at = instant(wall, zone)
	}
	if start != 0 && stop != 0 && start >= stop {
		return 0, 0, "stop", stopsFirst
	}
	return start, stop, "", ""
}

// instant is the moment at which clocks of the zone show what wall shows in UTC,
// in seconds since 1970. As in RFC 5545 (3.3.5), a time that occurs twice is the
// first, and one that is skipped is what the clock would show had it not been
// put forward: 02:30 of such a night is 03:30. No zone is moved twice in two days.
func instant(wall time.Time, zone *time.Location) int64 {
	offset := func(t time.Time) int64 {
		_, seconds := t.In(zone).Zone()
		return int64(seconds)
	}
	before, after := offset(wall.AddDate(0, 0, -1)), offset(wall.AddDate(0, 0, 1))
	at := wall.Unix() - before
	if later := wall.Unix() - after; offset(time.Unix(at, 0)) != before && offset(time.Unix(later, 0)) == after {
		return later
	}
	return at
}

// zoneName is what names of the tz database that browsers know look like; the
// database has others, such as "posix/UTC" and "Factory".
var zoneName = regexp.MustCompile(`^(?:UTC|[A-Z][A-Za-z0-9_+-]*(?:/[A-Z][A-Za-z0-9_+-]*)+)$`)

func zoneOf(name string) (*time.Location, error) {
	if zoneName.MatchString(name) {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone, nil
		}
	}
	return nil, Errorf(CodeInvalid, "There is no time zone %q; zones are named as in Europe/Berlin, and UTC.", name)
}

// inTime reports whether the rule's schedule lets it run at a moment; the zero
// moment is any.
func (e *Rule) inTime(now time.Time) bool {
	return now.IsZero() || e.Start <= now.Unix() && (e.Stop == 0 || now.Unix() < e.Stop)
}
