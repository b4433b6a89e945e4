package snippet

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// newPrinter numbers the scopes that the shown experiments have.
func newPrinter(r *engine.Rules, shown []engine.Rule, uses features, code func(engine.Change) (string, error)) *printer {
	p := &printer{rules: r, code: code, uses: uses}
	for i := range shown {
		scope := shown[i].Scope
		if scope != "" && len(p.scopes) == 0 {
			p.scopes = []string{engine.MEScope}
		}
		if scope != "" && !slices.Contains(p.scopes, scope) {
			p.scopes = append(p.scopes, scope)
		}
	}
	return p
}

func usedPages(r *engine.Rules, shown []engine.Rule) (pages []engine.CompiledPage) {
	used := map[int]bool{}
	for i := range shown {
		for _, page := range shown[i].On {
			if !used[page] {
				used[page] = true
				pages = append(pages, r.Pages[page])
			}
		}
	}
	return pages
}

func printConditions(matchers []engine.Matcher) (printed []string) {
	for i := range matchers {
		printed = append(printed, printCondition(&matchers[i]))
	}
	return printed
}

// printCondition prints a regular expression, or for simple and exact what the
// address must come to. The two cannot be mistaken for each other: "://" can
// follow a scheme, but not a host, in either.
func printCondition(m *engine.Matcher) string {
	switch m.Match {
	case engine.Regex, engine.Substring:
		return printRegex(m.Pattern)
	default:
		return quote(m.Key)
	}
}

// printRegex prints a pattern with the flag u where that matters: where single
// characters beyond the first 65,536 could be matched as two.
func printRegex(pattern string) string {
	flag := ""
	if strings.Contains(pattern, "[^") || strings.Contains(pattern, `\u`) {
		flag = "u"
	}
	return "/" + pattern + "/" + flag
}

// groupsOf are the exclusion groups that can shut a running experiment out.
func groupsOf(r *engine.Rules) (groups []*engine.Group) {
	for i := range r.Project.Groups {
		g := &r.Project.Groups[i]
		runs := slices.ContainsFunc(g.Slots, func(s engine.Slot) bool { return len(running(r, s.Experiments)) > 0 })
		if !g.Archived && runs {
			groups = append(groups, g)
		}
	}
	return groups
}

func (p *printer) groups() string {
	var groups []string
	for _, g := range groupsOf(p.rules) {
		var slots []string
		at := 0
		for _, s := range g.Slots {
			var ranges []string
			for _, ends := range s.Ranges {
				ranges = append(ranges, number(ends[0]), number(ends[1]))
			}
			if len(s.Ranges) == 0 {
				ranges = []string{number(at), number(at + s.Share)}
				at += s.Share
			}
			slots = append(slots, tuple(tuple(ranges...), tuple(running(p.rules, s.Experiments)...), list(quoteVisitors(s.Visitors))))
		}
		rebuckets := ""
		if g.Sticky == engine.Rebucket {
			rebuckets = "1"
		}
		groups = append(groups, tuple(quote(g.Salt), tuple(slots...), rebuckets))
	}
	return list(groups)
}

// holdoutsOf are the holdout groups that have a running experiment.
func holdoutsOf(r *engine.Rules) (groups []*engine.Holdout) {
	for i := range r.Project.Holdouts {
		if len(running(r, r.Project.Holdouts[i].Experiments)) > 0 {
			groups = append(groups, &r.Project.Holdouts[i])
		}
	}
	return groups
}

func (p *printer) holdouts() string {
	var groups []string
	for _, h := range holdoutsOf(p.rules) {
		groups = append(groups, tuple(quote(h.Salt), strconv.Itoa(h.Share), tuple(running(p.rules, h.Experiments)...)))
	}
	return list(groups)
}

// running prints those of the ids that run: nothing of others is public.
func running(r *engine.Rules, ids []string) (quoted []string) {
	for _, id := range ids {
		if slices.ContainsFunc(r.Experiments, func(e engine.Rule) bool { return e.ID == id }) {
			quoted = append(quoted, quote(id))
		}
	}
	return quoted
}

func quoteVisitors(texts []string) (quoted []string) {
	for _, s := range texts {
		quoted = append(quoted, quote(utf8Characters(s)))
	}
	return quoted
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
