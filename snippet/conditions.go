package snippet

import (
	"fmt"

	"github.com/lanekeeper/lanekeeper/engine"
)

// condition prints code that says whether something holds, as a function; for a
// decider, which runs no code, it prints a hole.
func (p *printer) condition(code string) (string, error) {
	if p.code == nil {
		return "", nil
	}
	return p.code(conditionCode(code))
}

// conditionCode is the code of a condition as that of a change: both are the
// body of a function, and kept alike.
func conditionCode(code string) engine.Change {
	return engine.Change{Type: engine.JavaScript, Code: code}
}

// checkConditions reports the syntax errors of the code that pages, audiences
// and experiments have as conditions.
func (b *Builder) checkConditions(p *engine.Project) (problems []engine.Problem) {
	check := func(path, of, code string) {
		if code == "" {
			return
		}
		if fault := b.piece(conditionCode(code)).fault; fault != nil {
			problem := *fault
			problem.Path, problem.Message = path+".code", of+": "+fault.Message
			problems = append(problems, problem)
		}
	}
	for i, page := range p.Pages {
		if page.Activate != nil {
			check(fmt.Sprintf("pages[%d].activate", i), "Page "+page.ID, page.Activate.Code)
		}
	}
	for i := range p.Audiences {
		a := &p.Audiences[i]
		walkClauses(fmt.Sprintf("audiences[%d].when", i), &a.When, func(path string, c *engine.Clause) { check(path, "Audience "+a.ID, c.Code) })
	}
	for i, e := range p.Experiments {
		if e.WaitFor != nil {
			check(fmt.Sprintf("experiments[%d].waitFor", i), "Experiment "+e.ID, e.WaitFor.Code)
		}
	}
	return problems
}

// walkClauses visits a tree of clauses, each with its path.
func walkClauses(path string, c *engine.Clause, visit func(path string, c *engine.Clause)) {
	visit(path, c)
	for i := range c.All {
		walkClauses(fmt.Sprintf("%s.all[%d]", path, i), &c.All[i], visit)
	}
	for i := range c.Any {
		walkClauses(fmt.Sprintf("%s.any[%d]", path, i), &c.Any[i], visit)
	}
	if c.Not != nil {
		walkClauses(path+".not", c.Not, visit)
	}
}
