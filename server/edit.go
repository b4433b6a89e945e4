package server

import (
	"bytes"
	"context"
	"fmt"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/store"
)

// change makes a project's next form from what is there now, which it must not
// change. It can be called again, after somebody else was first.
type change func(now current) (*engine.Project, error)

// edited is what an edit left behind.
type edited struct {
	revision uint64
	project  *engine.Project // must not be changed
	created  bool            // there was none before
	changed  bool            // there is a new revision
}

// edit changes a project. The new form is checked, stored, and in the snippet
// of this server when edit returns. Where something is wrong, nothing is
// changed, but for the two errors below that say otherwise.
func (s *state) edit(ctx context.Context, id string, make change) (edited, error) {
	e, err := s.write(ctx, id, make)
	if err != nil {
		return edited{}, err
	}
	p, err := s.find(id)
	if err != nil {
		return edited{}, err
	}
	if err := s.await(ctx, func() bool { return p.built >= e.revision }); err != nil {
		return edited{}, engine.Wrap(engine.CodeUnavailable, err, "The change was saved, and will be served as soon as it is built.")
	}
	if l := p.live.Load(); l == nil || l.revision < e.revision {
		return edited{}, engine.Errorf(engine.CodeInternal, "The change was saved, but cannot be served; the log says why. The snippet stays as it was.")
	}
	return e, nil
}

// write is edit until the change is stored and received, so that the next one
// starts from it and knows all ids that are in use.
func (s *state) write(ctx context.Context, id string, make change) (edited, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	for {
		now, err := s.newest(id)
		if err != nil {
			return edited{}, err
		}
		next, err := make(now)
		if err != nil {
			return edited{}, err
		}
		data, err := next.JSON()
		if err != nil {
			return edited{}, err
		}
		if same, err := equal(now.form, data); same || err != nil {
			return edited{revision: now.revision, project: now.form}, err
		}
		if err := s.check(next); err != nil {
			return edited{}, err
		}
		revision, err := s.store.Put(ctx, store.Document{Kind: store.ProjectKind, ID: id, Revision: now.revision, Data: data})
		if engine.CodeOf(err) == engine.CodeConflict { // another server on this store was first
			if err := s.receives(ctx, id, now.revision+1); err != nil {
				return edited{}, err
			}
			continue
		}
		if err != nil {
			return edited{}, err
		}
		s.log.Info("A project was changed.", "project", id, "revision", revision)
		e := edited{revision: revision, project: next, created: now.revision == 0, changed: true}
		return e, s.receives(ctx, id, revision)
	}
}

func equal(now *engine.Project, next []byte) (bool, error) {
	if now == nil {
		return false, nil
	}
	before, err := now.JSON()
	return bytes.Equal(before, next), err
}

// receives waits until the store has told of a revision.
func (s *state) receives(ctx context.Context, id string, revision uint64) error {
	return s.await(ctx, func() bool {
		p := s.all[id]
		return p != nil && p.revision >= revision
	})
}

// check gathers all that speaks against a project: rules, code that does not
// parse, and experiment ids that other projects use.
func (s *state) check(p *engine.Project) error {
	var problems []engine.Problem
	for _, err := range []error{p.Validate(), s.builder.Check(p)} {
		if engine.CodeOf(err) == engine.CodeInvalid {
			problems = append(problems, problemsOf(err)...)
		} else if err != nil {
			return err
		}
	}
	if err := engine.Invalid(problems); err != nil {
		return err
	}
	if _, err := engine.Compile(p); err != nil {
		return err
	}
	return s.checkOwners(p)
}

func (s *state) checkOwners(p *engine.Project) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var problems []engine.Problem
	for i := range p.Experiments {
		if owner, used := s.owners[p.Experiments[i].ID]; used && owner != p.ID {
			problems = append(problems, engine.Problem{
				Path: fmt.Sprintf("experiments[%d].id", i), Code: string(engine.CodeTaken),
				Message: fmt.Sprintf("The experiment id %s is in use in project %s; ids are unique in an installation. "+
					"Leave the id out to have one made.", p.Experiments[i].ID, owner),
			})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	taken := engine.Invalid(problems).(*engine.Error)
	taken.Code = engine.CodeTaken
	return taken
}

// taken reports whether an id that is to be minted is in use already.
func (s *state) taken(experiment string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, used := s.owners[experiment]
	return used
}
