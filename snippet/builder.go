package snippet

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/lanekeeper/lanekeeper/engine"
)

// piecesKept bounds the cache of transformed code: far more changes than any
// installation edits at a time, a few hundred bytes each.
const piecesKept = 50_000

// Builder builds snippets. It keeps what it built: a runtime for each set of
// features, and a piece for each code it has seen. It may be used by any number
// of goroutines.
type Builder struct {
	mu     sync.Mutex
	frames map[features]frame
	pieces *lru.Cache[[sha256.Size]byte, piece]
}

// NewBuilder makes a Builder with nothing kept yet.
func NewBuilder() *Builder {
	pieces, err := lru.New[[sha256.Size]byte, piece](piecesKept)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &Builder{frames: map[features]frame{}, pieces: pieces}
}

// Check reports the first syntax error of every piece of code in the project,
// whatever its experiment's status, in one error with code [engine.CodeInvalid]:
// each with the path of the field, its line and its column.
func (b *Builder) Check(p *engine.Project) error {
	var problems []engine.Problem
	for i, e := range p.Experiments {
		for j, v := range e.Variations {
			for k, c := range v.Changes {
				if fault := b.piece(c).fault; fault != nil {
					problem := *fault
					problem.Path = fmt.Sprintf("experiments[%d].variations[%d].changes[%d].code", i, j, k)
					problem.Message = fmt.Sprintf("Experiment %s, variation %s: %s", e.ID, v.ID, fault.Message)
					problems = append(problems, problem)
				}
			}
		}
	}
	return engine.Invalid(problems)
}

// Snippet builds the file that visitors get. The rules' project must have
// passed Check.
func (b *Builder) Snippet(r *engine.Rules, revision uint64) ([]byte, error) {
	return b.build(r, revision, visiting, nil)
}

// Preview builds the file that shows forced variations: all that runs, and the
// named experiments in whatever state; unknown ids are left out.
func (b *Builder) Preview(r *engine.Rules, revision uint64, named []string) ([]byte, error) {
	return b.build(r, revision, forcing, r.Others(named))
}

// Decider builds a script that sets globalThis.lanekeeperDecide, a function of
// a visitor id, pins as [experiment, variation] pairs, and an address. It gives
// what the snippet would decide, and touches no page and no cookie.
func (b *Builder) Decider(r *engine.Rules) ([]byte, error) {
	return b.build(r, 0, deciding, nil)
}

func (b *Builder) build(r *engine.Rules, revision uint64, purpose use, others []engine.Rule) ([]byte, error) {
	shown := append(r.Experiments[:len(r.Experiments):len(r.Experiments)], others...)
	f := featuresOf(r, shown)
	f.use = purpose
	f.preview = purpose == visiting && r.Project.Force == engine.ForceOpen
	code := b.code
	if purpose == deciding {
		f.css, f.script, f.selector = false, false, false
		code = nil
	}
	frame, err := b.frame(f)
	if err != nil {
		return nil, err
	}
	data, err := newPrinter(r, shown, f.excludes, code).project(revision, others)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(frame.before), []byte(data), []byte(frame.after), []byte("\n")), nil
}

// frame gives the bundled runtime for a set of features.
func (b *Builder) frame(f features) (frame, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known, ok := b.frames[f]; ok {
		return known, nil
	}
	built, err := bundle(f.entry())
	if err == nil {
		b.frames[f] = built
	}
	return built, err
}

func (b *Builder) piece(c engine.Change) piece {
	key := sha256.Sum256(fmt.Appendf(nil, "%s\x00%t\x00%s", c.Type, c.Selector != "", c.Code))
	if known, ok := b.pieces.Get(key); ok {
		return known
	}
	made := transform(c)
	b.pieces.Add(key, made)
	return made
}

func (b *Builder) code(c engine.Change) (string, error) {
	made := b.piece(c)
	if made.fault != nil {
		return "", engine.Invalid([]engine.Problem{*made.fault})
	}
	return made.text, nil
}
