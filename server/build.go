package server

import (
	"fmt"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
)

// build builds a project until nothing newer was received, and no moment has
// come at which another experiment is due.
func (s *state) build(p *project) {
	for {
		s.mu.Lock()
		form, revision := p.form, p.revision
		if p.built >= revision && !p.due || form == nil || s.ending {
			p.building = false
			s.wake()
			s.mu.Unlock()
			return
		}
		p.due = false
		s.mu.Unlock()

		s.workers <- struct{}{}
		made, err := s.tryBuild(form, revision)
		<-s.workers

		s.mu.Lock()
		if err == nil {
			p.live.Store(made)
			s.schedule(p, made.until)
		} else {
			s.log.Error("A project cannot be built; it is served as it was.", "project", p.id, "revision", revision, "error", err)
		}
		s.done(p, revision)
		s.wake()
		s.mu.Unlock()
	}
}

// tryBuild keeps a fault in one project's build from ending the process.
func (s *state) tryBuild(form *engine.Project, revision uint64) (made *live, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the build panicked: %v", r)
		}
	}()
	return makeLive(s.builder, s.caching, form, revision, s.clock.Now())
}

// done notes that a revision will not be built again. Call it with mu held.
func (s *state) done(p *project, revision uint64) {
	if p.built == 0 {
		s.unbuilt--
	}
	p.built = max(p.built, revision)
}

// lookAgain is how long a timer runs at most. The machine's clock may be set, or
// the machine sleep, and timers notice neither.
const lookAgain = time.Minute

// untimed stops the timer of a project that has none.
func untimed() bool { return false }

// schedule has a project built again at a moment; zero is none. Call it with mu
// held.
func (s *state) schedule(p *project, at time.Time) {
	p.stop()
	p.stop = untimed
	if at.IsZero() || s.ending {
		return
	}
	p.stop = s.clock.AfterFunc(min(at.Sub(s.clock.Now()), lookAgain), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch l := p.live.Load(); {
		case s.ending || !l.until.Equal(at): // built meanwhile
		case s.clock.Now().Before(at):
			s.schedule(p, at)
		default:
			p.due = true
			s.startBuild(p)
		}
	})
}

// startBuild has a project built where it is not yet. Call it with mu held.
func (s *state) startBuild(p *project) {
	if !p.building && !s.ending {
		p.building = true
		s.builds.Go(func() { s.build(p) })
	}
}
