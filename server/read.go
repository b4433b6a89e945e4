package server

import (
	"cmp"
	"slices"

	"github.com/lanekeeper/lanekeeper/engine"
)

var errLoading = engine.Errorf(engine.CodeUnavailable, "The projects are still being loaded.")

var errUnbuilt = engine.Errorf(engine.CodeUnavailable, "The project is not ready to be served yet.")

func errNoProject(id string) error {
	return engine.Errorf(engine.CodeNotFound, "There is no project %q.", id)
}

// find gives a project without a lock.
func (s *state) find(id string) (*project, error) {
	index := s.index.Load()
	if index == nil {
		return nil, errLoading
	}
	p := (*index)[id]
	if p == nil {
		return nil, errNoProject(id)
	}
	return p, nil
}

// served gives what visitors get now, without a lock. A project that has not
// been built yet is no 404: caches would take that for an answer.
func (s *state) served(id string) (*live, error) {
	p, err := s.find(id)
	if err != nil {
		return nil, err
	}
	l := p.live.Load()
	if l == nil {
		return nil, errUnbuilt
	}
	return l, nil
}

// current is a project as it is now: the newest revision that was received.
type current struct {
	id       string
	revision uint64          // 0 where there is none
	form     *engine.Project // nil where there is none, or none that can be read; it must not be changed
	fault    error           // why it cannot be read
}

func (s *state) newest(id string) (current, error) {
	if s.index.Load() == nil {
		return current{}, errLoading
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all[id]
	if p == nil {
		return current{id: id}, nil
	}
	return current{id, p.revision, p.form, p.fault}, nil
}

// exists is nil where there is a project that can be read.
func (now current) exists() error {
	switch {
	case now.form != nil:
		return nil
	case now.revision == 0:
		return errNoProject(now.id)
	}
	return engine.Wrap(engine.CodeInternal, now.fault, "The stored project cannot be read. Replace the whole of it.")
}

// overview is a project in the list of all.
type overview struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Revision    uint64 `json:"revision"`
	Experiments int    `json:"experiments"`
	Running     int    `json:"running"`
}

func (s *state) overviews() ([]overview, error) {
	if s.index.Load() == nil {
		return nil, errLoading
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]overview, 0, len(s.all))
	for id, p := range s.all {
		o := overview{ID: id, Revision: p.revision}
		if p.form != nil {
			o.Name, o.Experiments = p.form.Name, len(p.form.Experiments)
			for i := range p.form.Experiments {
				if p.form.Experiments[i].Status == engine.Running {
					o.Running++
				}
			}
		}
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b overview) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// health is "loading" until everything that was in the store is served,
// "stale" while changes cannot be learned of, else "ok".
func (s *state) health() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.loaded:
		return "loading"
	case !s.watching:
		return "stale"
	}
	return "ok"
}
