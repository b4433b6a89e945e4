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

// Check reports the first syntax error of every piece of code, and of every
// selector, in the project, whatever its experiment's status, in one error with code [engine.CodeInvalid]:
// each with the path of the field, its line and its column.
func (b *Builder) Check(p *engine.Project) error {
	problems := b.checkConditions(p)
	for i, e := range p.Experiments {
		for j, v := range e.Variations {
			for k, c := range v.Changes {
				if c.Code == "" {
					continue
				}
				if fault := b.piece(c).fault; fault != nil {
					problem := *fault
					problem.Path = fmt.Sprintf("experiments[%d].variations[%d].changes[%d].code", i, j, k)
					problem.Message = fmt.Sprintf("Experiment %s, variation %s: %s", e.ID, v.ID, fault.Message)
					problems = append(problems, problem)
				}
			}
		}
	}
	checkSelectors(p, func(path, of, selector string) {
		if fault := selectorFault(selector); fault != nil {
			fault.Path, fault.Message = path, of+": "+fault.Message
			problems = append(problems, *fault)
		}
	})
	return engine.Invalid(problems)
}

// Snippet builds the file that visitors get. The rules' project must have
// passed Check.
func (b *Builder) Snippet(r *engine.Rules, revision uint64) ([]byte, error) {
	return b.build(r, revision, visiting, nil)
}

// Preview builds the file that a snippet loads where the address asks for what
// visitors do not need. It remembers an opt-out, and, where the project lets
// variations be forced, shows them: of all that runs, and of the named
// experiments in whatever state; unknown ids are left out.
func (b *Builder) Preview(r *engine.Rules, revision uint64, named []string) ([]byte, error) {
	if r.Project.Force != engine.ForceOpen {
		none := *r
		none.Experiments = nil
		return b.build(&none, revision, forcing, nil)
	}
	return b.build(r, revision, forcing, r.Others(named))
}

// Asked builds the module that a snippet loads where the address asks for what
// visitors do not need. It is the same for all projects, and knows what to load:
// what Preview and Debugger build, from its own address, with what was asked.
func (b *Builder) Asked() ([]byte, error) {
	text, err := minified(askedModule)
	return []byte(text + ";\n"), err
}

// Debugger builds a script that prints in the console how the decisions of the
// page that it is in come about, of all experiments that run. It stands beside
// the snippet, decides nothing for it, and leaves no trace. Other scripts may
// stand before it in the same file.
func (b *Builder) Debugger(r *engine.Rules, revision uint64) ([]byte, error) {
	unchanged := *r
	unchanged.Experiments = slices.Clone(r.Experiments)
	for i := range unchanged.Experiments {
		variations := slices.Clone(unchanged.Experiments[i].Variations)
		for j := range variations {
			variations[j].Changes = nil
		}
		unchanged.Experiments[i].Variations = variations
	}
	script, err := b.build(&unchanged, revision, debugging, nil)
	return append([]byte(";"), script...), err
}

// Decider builds a script that sets globalThis.lanekeeperDecide, a function of
// a visitor id, pins as [experiment, variation] pairs, an address and, optional,
// the moment and facts (runtime/decider.ts). It gives what the snippet would
// decide, and touches no page and no cookie; JavaScript conditions are false.
func (b *Builder) Decider(r *engine.Rules) ([]byte, error) {
	return b.build(r, 0, deciding, nil)
}

// Editor builds a script that sets globalThis.lanekeeperChanges, a function of
// a list of changes in the project's form, and of one that is told what goes
// wrong, if any. It makes them, in order, in the page that it is in, and gives
// an object with a function undo. Changes of type js and redirect are refused:
// code has to be built, and an editor stays where it is.
func (b *Builder) Editor() ([]byte, error) {
	text, err := minified(features{use: editing, changeFeatures: changeFeatures{declared: allDeclared}}.entry())
	return []byte(text + ";\n"), err
}

func (b *Builder) build(r *engine.Rules, revision uint64, purpose use, others []engine.Rule) ([]byte, error) {
	shown := append(r.Experiments[:len(r.Experiments):len(r.Experiments)], others...)
	f := featuresOf(r, shown)
	f.use = purpose
	f.preview = purpose == visiting
	f.force = r.Project.Force == engine.ForceOpen
	code := b.code
	if purpose == deciding {
		f.css, f.script, f.selector, f.changeFeatures = false, false, false, changeFeatures{}
		code = nil
	}
	frame, err := b.frame(f)
	if err != nil {
		return nil, err
	}
	data, err := newPrinter(r, shown, f, code).project(revision, others)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(frame.before), []byte(data), []byte(frame.after), []byte(";\n")), nil
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
