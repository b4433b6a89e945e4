package engine

import (
	"fmt"
	"slices"
	"strings"
)

// maxRunningCookie is how long the bucket cookie may become through running
// experiments alone; browsers drop cookies of over 4,096 bytes, name included.
const maxRunningCookie = 3500

// Validate reports every broken rule of the project in one [Error] with code
// [CodeInvalid], or returns nil. It expects ids to be minted.
func (p *Project) Validate() error { return Invalid(p.problems()) }

func (p *Project) problems() []Problem {
	v := validator{project: p, experiments: map[string]*Experiment{}, pages: map[string]bool{}, audiences: map[string]bool{}}
	v.basics()
	for i := range p.Pages {
		v.page(element("pages", i), &p.Pages[i])
	}
	for i := range p.Audiences {
		path := element("audiences", i)
		v.id(path+".id", p.Audiences[i].ID, v.audiences)
		v.clause(path+".when", &p.Audiences[i].When)
	}
	for i := range p.Experiments {
		v.experiment(element("experiments", i), &p.Experiments[i])
	}
	groups, holdouts := map[string]bool{}, map[string]bool{}
	for i := range p.Groups {
		path := element("groups", i)
		v.id(path+".id", p.Groups[i].ID, groups)
		v.group(path, &p.Groups[i])
	}
	for i := range p.Holdouts {
		path := element("holdouts", i)
		v.id(path+".id", p.Holdouts[i].ID, holdouts)
		v.holdout(path, &p.Holdouts[i])
	}
	v.running()
	return v.problems
}

// validator gathers problems; its maps hold what has been seen so far.
type validator struct {
	project     *Project
	experiments map[string]*Experiment
	pages       map[string]bool
	audiences   map[string]bool
	problems    []Problem
}

func (v *validator) add(path, code, format string, args ...any) {
	v.problems = also(v.problems, Problem{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

func (v *validator) basics() {
	p := v.project
	v.id("id", p.ID, nil)
	v.share("holdoutShare", p.HoldoutShare, 0)
	if !ValidID(p.CookiePrefix) || len(p.CookiePrefix) > 20 {
		v.add("cookiePrefix", "format", "A cookie prefix is up to 20 letters, digits, _ and -, the first a letter or digit.")
	}
	if p.Minted < 0 || p.Minted > maxNumber {
		v.add("minted", "range", "It is a whole number from 0 to %d; %d is not.", maxNumber, p.Minted)
	}
	v.oneOf("force", string(p.Force), string(ForceOpen), string(ForceOff))
	v.behaviour()
}

// id checks an id's form and, where seen is not nil, that it is new there.
func (v *validator) id(path, id string, seen map[string]bool) {
	switch {
	case id == "":
		v.add(path, "required", "This id is missing.")
	case !ValidID(id):
		v.add(path, "format", "An id is a letter or digit, then up to 39 of 0-9 A-Z a-z _ -; %q is not.", id)
	case seen[id]:
		v.add(path, "duplicate", "The id %s stands here twice.", id)
	}
	if seen != nil {
		seen[id] = true
	}
}

// salt checks a salt; one that is the owner's id was checked as such.
func (v *validator) salt(path, salt, id string) {
	if salt != id && !ValidID(salt) {
		v.add(path, "format", "A salt is a letter or digit, then up to 39 of 0-9 A-Z a-z _ -; %q is not.", salt)
	}
}

func (v *validator) share(path string, n, low int) {
	if n < low || n > Whole {
		v.add(path, "range", "It is in 10,000ths: a whole number from %d to %d; %d is not.", low, Whole, n)
	}
}

func (v *validator) oneOf(path, value string, allowed ...string) bool {
	known := slices.Contains(allowed, value)
	if !known {
		v.add(path, "choice", "It must be one of %s; %q is not.", strings.Join(allowed, ", "), value)
	}
	return known
}

func (v *validator) visitor(path, id string) {
	if !ValidVisitor(id) {
		v.add(path, "format", "A visitor id has 1 to 128 characters.")
	}
}

// known checks a list of references: each names something, none twice.
func (v *validator) known(path, what string, ids []string, exists func(id string) bool) {
	for i, id := range ids {
		at := element(path, i)
		if !exists(id) {
			v.add(at, "unknown-id", "There is no %s %q.", what, id)
		} else if slices.Contains(ids[:i], id) {
			v.add(at, "duplicate", "The %s %s stands here twice.", what, id)
		}
	}
}
