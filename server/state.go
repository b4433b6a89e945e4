package server

import (
	"context"
	"log/slog"
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
	"github.com/lanekeeper/lanekeeper/store"
)

// rewatchAfter is the pause after a watch ended with an error.
const rewatchAfter = 5 * time.Second

// state is all projects, learned from the store's Watch alone. Two steps follow
// a change: it is received, and it is built. Several changes of one project
// that are received during a build are built together; projects are built side
// by side. While a project cannot be built it is served as it was.
type state struct {
	store   store.Store
	builder *snippet.Builder
	caching string // Cache-Control of snippets
	log     *slog.Logger
	pause   time.Duration // before a watch begins again
	clock   Clock
	builds  sync.WaitGroup
	workers chan struct{} // as many as builds may run at a time

	// index is what readers see, without a lock. Each map in it stays as it is.
	index atomic.Pointer[map[string]*project]

	writing sync.Mutex // held from reading a revision until its successor was received

	mu       sync.Mutex // guards the rest, and the fields of projects that say so
	all      map[string]*project
	owners   map[string]string // of experiments: id to project
	unbuilt  int               // projects that were never built
	watching bool
	ending   bool
	loaded   bool          // once everything that was in the store is served
	moved    chan struct{} // closed, and replaced, whenever something below mu changed
}

// project is one project's place in the state.
type project struct {
	id   string
	live atomic.Pointer[live] // nil until it was built once

	// Guarded by state.mu.
	revision uint64          // the newest that was received
	form     *engine.Project // of that revision, nil if unreadable; it must not be changed
	fault    error           // why form is nil
	built    uint64          // the newest that the builder is done with
	building bool
	due      bool        // a moment has come at which what is built changes
	stop     func() bool // its timer
}

func newState(s store.Store, b *snippet.Builder, caching string, clock Clock, log *slog.Logger) *state {
	return &state{
		store: s, builder: b, caching: caching, clock: clock, log: log, pause: rewatchAfter, workers: make(chan struct{}, runtime.GOMAXPROCS(0)),
		all: map[string]*project{}, owners: map[string]string{}, moved: make(chan struct{}),
	}
}

// follow receives changes until the context is done, then waits for builds.
func (s *state) follow(ctx context.Context) {
	for ctx.Err() == nil {
		for event, err := range s.store.Watch(ctx, store.ProjectKind) {
			switch {
			case err != nil && ctx.Err() == nil:
				s.setWatching(false)
				s.log.Error("The store's changes cannot be watched; what is served stays as it is.", "error", err)
			case err != nil:
			case event.Ready:
				s.setWatching(true)
			default:
				s.receive(event.Document)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(s.pause):
		}
	}
	s.mu.Lock()
	s.ending = true
	for _, p := range s.all {
		p.stop()
	}
	s.mu.Unlock()
	s.builds.Wait()
}

func (s *state) setWatching(watching bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watching = watching
	if watching {
		s.show()
	}
	s.wake()
}

// receive takes a document in and has it built.
func (s *state) receive(doc store.Document) {
	form, err := engine.Parse(doc.Data)
	if err == nil {
		form.MintChanges()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.all[doc.ID]
	if p == nil {
		p = &project{id: doc.ID, stop: untimed}
		s.all[doc.ID] = p
		s.unbuilt++
		if s.index.Load() != nil { // else all of them appear at once
			s.show()
		}
	}
	if doc.Revision <= p.revision {
		return // a watch that began again
	}
	s.own(p.id, p.form, form)
	p.revision, p.form, p.fault = doc.Revision, form, err
	if err != nil {
		p.form = nil
		s.done(p, doc.Revision)
		s.log.Error("A stored project cannot be read; it is served as it was.", "project", p.id, "revision", doc.Revision, "error", err)
	} else {
		s.startBuild(p)
	}
	s.wake()
}

// own notes whose experiments are whose.
func (s *state) own(id string, before, now *engine.Project) {
	if before != nil && now != nil {
		for i := range before.Experiments {
			delete(s.owners, before.Experiments[i].ID)
		}
	}
	if now != nil {
		for i := range now.Experiments {
			s.owners[now.Experiments[i].ID] = id
		}
	}
}

// show lets readers see all projects. Call it with mu held.
func (s *state) show() {
	all := maps.Clone(s.all)
	s.index.Store(&all)
}

// wake wakes those who await something. Call it with mu held.
func (s *state) wake() {
	s.loaded = s.loaded || s.index.Load() != nil && s.unbuilt == 0
	close(s.moved)
	s.moved = make(chan struct{})
}

// await returns once done, which is called with mu held, is true.
func (s *state) await(ctx context.Context, done func() bool) error {
	for {
		s.mu.Lock()
		ok, moved := done(), s.moved
		s.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return engine.Wrap(engine.CodeUnavailable, ctx.Err(), "Waiting for the change to be served took too long.")
		}
	}
}
