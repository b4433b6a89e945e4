package server

import (
	"fmt"

	"github.com/lanekeeper/lanekeeper/engine"
)

// build builds a project until nothing newer was received.
func (s *state) build(p *project) {
	for {
		s.mu.Lock()
		form, revision := p.form, p.revision
		if p.built >= revision || s.ending.Load() {
			p.building = false
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()

		s.workers <- struct{}{}
		made, err := s.tryBuild(form, revision)
		<-s.workers

		s.mu.Lock()
		if err == nil {
			p.live.Store(made)
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
	return makeLive(s.builder, s.caching, form, revision)
}

// done notes that a revision will not be built again. Call it with mu held.
func (s *state) done(p *project, revision uint64) {
	if p.built == 0 {
		s.unbuilt--
	}
	p.built = max(p.built, revision)
}
