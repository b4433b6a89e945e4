package server

import (
	"strings"
	"testing"
	"time"
)

// scheduled has an experiment from ten to noon in Berlin, one until eleven, one
// from eleven on, and a draft with a schedule.
const scheduled = `{"id": "shop", "experiments": [
	{"id": "1", "name": "[ME] Noon", "status": "running", "schedule": {"start": "2026-12-01T10:00", "stop": "2026-12-01T12:00", "zone": "Europe/Berlin"},
		"variations": [{"id": "a", "weight": 10000, "changes": [{"type": "css", "code": ".noon{top:1px}"}]}]},
	{"id": "2", "name": "[ME] Early", "status": "running", "schedule": {"stop": "2026-12-01T11:00", "zone": "Europe/Berlin"},
		"variations": [{"id": "a", "weight": 10000, "changes": [{"type": "css", "code": ".early{top:1px}"}]}]},
	{"id": "3", "name": "Late", "status": "running", "schedule": {"start": "2026-12-01T11:00", "zone": "Europe/Berlin"},
		"variations": [{"id": "a", "weight": 10000, "changes": [{"type": "css", "code": ".late{top:1px}"}]}]},
	{"id": "4", "name": "Draft", "status": "draft", "schedule": {"start": "2026-12-01T10:00", "zone": "Europe/Berlin"},
		"variations": [{"id": "a", "weight": 10000, "changes": [{"type": "css", "code": ".draft{top:1px}"}]}]}]}`

// berlin is a time on the first of December 2026.
func berlin(clock string) time.Time {
	at, err := time.Parse(time.DateTime, "2026-12-01 "+clock)
	if err != nil {
		panic(err)
	}
	return at.Add(-time.Hour) // winter: an hour before UTC
}

// at moves the clock, minute by minute, each time waiting for what that has built.
func (s *site) at(clock *handClock, now string) {
	s.t.Helper()
	for left := berlin(now).Sub(clock.Now()); left > 0; left -= time.Minute {
		clock.advance(min(left, time.Minute))
		s.built("shop")
	}
}

func (s *site) built(project string) {
	s.t.Helper()
	s.await(func() bool {
		p := s.state.all[project]
		return p != nil && p.built == p.revision && !p.building && !p.due
	})
}

// file demands which of the experiments are in the file, and no others.
func (s *site) file(when, want string) {
	s.t.Helper()
	script := s.get("/js/shop.js").body
	var got []string
	for _, name := range []string{"noon", "early", "late", "draft"} {
		if strings.Contains(script, "."+name) {
			got = append(got, name)
		}
	}
	if strings.Join(got, " ") != want {
		s.t.Errorf("at %s the file has %q, want %q", when, got, want)
	}
}

func TestSchedule(t *testing.T) {
	clock := newHandClock(berlin("09:00:00"))
	kept := memory(t, scheduled, other)
	s := open(t, Config{Store: kept, Clock: clock}, nil)
	s.awaitLoaded()
	s.built("shop")
	tag, tags := "", 0
	for _, test := range []struct{ now, has string }{
		{"09:00:00", "early"},
		{"09:49:59", "early"},
		{"09:50:00", "noon early"},
		{"10:00:00", "noon early"},
		{"10:49:59", "noon early"},
		{"10:50:00", "noon early late"},
		{"10:59:59", "noon early late"},
		{"11:00:00", "noon late"},
		{"11:59:59", "noon late"},
		{"12:00:00", "late"},
		{"23:00:00", "late"},
	} {
		s.at(clock, test.now)
		s.file(test.now, test.has)
		if now := s.get("/js/shop.js").header.Get("ETag"); now != tag {
			tag = now
			tags++
		}
	}
	if tags != 5 {
		t.Errorf("%d ETags, want one for each of 5 files", tags)
	}
	var read projectAnswer
	if s.must(200, "GET", "/v1/projects/shop", "").into(t, &read); read.Revision != 1 {
		t.Errorf("time has made revision %d", read.Revision)
	}
	if n := clock.waiting(); n != 0 {
		t.Errorf("%d timers wait for nothing", n)
	}
}

// TestScheduleRestart: a server that was away when something was due serves what
// is due now, and goes on.
func TestScheduleRestart(t *testing.T) {
	kept := memory(t, scheduled)
	for now, has := range map[string]string{"09:10:00": "early", "09:55:00": "noon early", "11:30:00": "noon late"} {
		clock := newHandClock(berlin(now))
		s := open(t, Config{Store: kept, Clock: clock}, nil)
		s.awaitLoaded()
		s.built("shop")
		s.file(now, has)
		s.at(clock, "12:00:00")
		s.file("12:00:00", "late")
		s.stop()
		if n := clock.waiting(); n != 0 {
			t.Errorf("%d timers after the end", n)
		}
	}
}

// TestScheduleChanges: a change of the project replaces what was awaited.
func TestScheduleChanges(t *testing.T) {
	clock := newHandClock(berlin("09:00:00"))
	s := open(t, Config{Store: memory(t, scheduled), Clock: clock}, nil)
	s.awaitLoaded()
	s.must(200, "POST", "/v1/projects/shop/experiments/1/pause", "")
	s.built("shop")
	s.at(clock, "10:00:00")
	s.file("10:00:00, paused", "early")
	s.must(200, "POST", "/v1/projects/shop/experiments/1/start", "")
	s.built("shop")
	s.file("10:00:00", "noon early")
	s.must(200, "PUT", "/v1/projects/shop", strings.ReplaceAll(scheduled, "12:00", "10:30"))
	s.built("shop")
	s.at(clock, "10:30:00")
	s.file("10:30:00, with an earlier stop", "early")
	if clock.waiting() != 1 {
		t.Errorf("%d timers for one project", clock.waiting())
	}
}

// TestScheduleClockSet: what no timer notices is noticed within a minute.
func TestScheduleClockSet(t *testing.T) {
	clock := newHandClock(berlin("09:00:00"))
	s := open(t, Config{Store: memory(t, scheduled), Clock: clock}, nil)
	s.awaitLoaded()
	s.built("shop")
	clock.set(berlin("10:20:00"))
	s.at(clock, "10:21:00")
	s.file("10:21:00, after a jump", "noon early")
	clock.set(berlin("09:00:00"))
	s.at(clock, "09:01:00")
	s.file("09:01:00, set back, as nothing is due", "noon early")
}

// TestSchedulePreview: what is not due can be forced like a draft, and is in no
// preview that does not name it.
func TestSchedulePreview(t *testing.T) {
	s := open(t, Config{Store: memory(t, scheduled), Clock: newHandClock(berlin("09:00:00"))}, nil)
	s.awaitLoaded()
	if a := s.get("/js/shop.preview.js?lk_force=2:a"); strings.Contains(a.body, ".noon") || !strings.Contains(a.body, ".early") {
		t.Errorf("unnamed: %s", a.body)
	}
	if a := s.get("/js/shop.preview.js?lk_force=1:a"); !strings.Contains(a.body, ".noon") {
		t.Errorf("named: %s", a.body)
	}
}
