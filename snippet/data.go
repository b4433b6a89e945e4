package snippet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lanekeeper/lanekeeper/engine"
)

// printer writes a project's data as JavaScript, in the tuples of
// runtime/types.ts. Trailing defaults are left out.
type printer struct {
	rules   *engine.Rules
	code    func(engine.Change) (string, error) // of a change that was checked; nil leaves changes out
	uses    features                            // of all that is shown
	scopes  []string                            // [ME] first, if only to keep its place
	moments moments
}

// project prints everything: the experiments that run, in order, and others
// that only a preview shows.
func (p *printer) project(revision uint64, others []engine.Rule) (string, error) {
	r := p.rules
	experiments, err := p.experiments(r.Experiments)
	if err != nil {
		return "", err
	}
	forced := ""
	if len(others) > 0 {
		if forced, err = p.experiments(others); err != nil {
			return "", err
		}
	}
	audiences, err := p.audiences()
	if err != nil {
		return "", err
	}
	names := r.Project.CookiePrefix
	return tuple(strconv.FormatUint(revision, 10), quote(names+"_visitor"), quote(names+"_buckets."+r.Project.ID),
		experiments, p.layerKeys(), p.share(), p.groups(), p.holdouts(), forced, audiences, p.moments.list(), p.site()), nil
}

func (p *printer) experiments(rules []engine.Rule) (string, error) {
	list := make([]string, len(rules))
	for i := range rules {
		var err error
		if list[i], err = p.experiment(&rules[i]); err != nil {
			return "", err
		}
	}
	return "[" + strings.Join(list, ",") + "]", nil
}

func (p *printer) experiment(e *engine.Rule) (string, error) {
	variations, err := p.variations(e.Variations)
	if err != nil {
		return "", err
	}
	scope, role, traffic, salt, forced := "", "", "", "", ""
	if e.Scope != "" {
		scope = strconv.Itoa(slices.Index(p.scopes, e.Scope) + 1)
	}
	if e.Role != engine.Shared {
		role = strconv.Itoa(int(e.Role))
	}
	if e.Traffic != engine.Whole {
		traffic = number(e.Traffic)
	}
	if e.Salt != e.ID {
		salt = quote(e.Salt)
	}
	if len(e.Forced) > 0 {
		forced = lookUp(e.Forced)
	}
	on, err := p.on(e)
	if err != nil {
		return "", err
	}
	waitFor, err := p.waitFor(e)
	if err != nil {
		return "", err
	}
	return tuple(quote(e.ID), variations, scope, role, on, traffic, salt, forced, p.inAudiences(e), p.schedule(e), waitFor), nil
}

func (p *printer) variations(variations []engine.Variation) (string, error) {
	list := make([]string, len(variations))
	for i, v := range variations {
		parts := []string{quote(v.ID), number(v.Weight)}
		for place, c := range v.Changes {
			if p.code == nil {
				break
			}
			code, err := p.change(&c, place)
			if err != nil {
				return "", err
			}
			parts = append(parts, code)
		}
		list[i] = tuple(parts...)
	}
	return "[" + strings.Join(list, ",") + "]", nil
}

// on prints the conditions of an experiment's pages: one list, as any of any
// page counts; pairs of lists where pages exclude addresses.
func (p *printer) on(e *engine.Rule) (string, error) {
	if p.uses.moving {
		return p.movingPages(e)
	}
	var include, pairs []string
	for _, i := range e.On {
		page := &p.rules.Pages[i]
		conditions := printConditions(page.Include)
		include = append(include, conditions...)
		pairs = append(pairs, tuple(tuple(conditions...), tuple(p.excluded(page)...)))
	}
	if p.uses.excludes {
		return list(pairs), nil
	}
	return list(include), nil
}

func (p *printer) share() string {
	if len(p.scopes) == 0 {
		return ""
	}
	return number(p.rules.Project.HoldoutShare)
}

// layerKeys are what stands before an experiment's id in its keys.
func (p *printer) layerKeys() string {
	keys := []string{quote(p.rules.Project.ID)} // scopes count from 1
	for _, scope := range p.scopes {
		keys = append(keys, quote(utf8Characters(scope)))
	}
	if len(keys) == 1 {
		return ""
	}
	return list(keys)
}

// tuple prints an array; empty parts are holes, and those at the end are left out.
func tuple(parts ...string) string {
	for len(parts) > 0 && parts[len(parts)-1] == "" {
		parts = parts[:len(parts)-1]
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// list prints an array, or a hole where there is nothing in it.
func list(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// number prints the shorter of 5000 and 5e3.
func number(n int) string {
	digits := strconv.Itoa(n)
	if short := strings.TrimRight(digits, "0"); n > 0 && len(digits)-len(short) > 2 {
		return fmt.Sprintf("%se%d", short, len(digits)-len(short))
	}
	return digits
}

// inlineSafe breaks up what would end a script that somebody puts inline, or
// change how HTML reads it.
var inlineSafe = strings.NewReplacer("</", `<\/`, "<!--", `<\!--`)

// quote prints a string literal that may stand in any script, also an inline one.
func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b) // escapes U+2028 and U+2029, which older JavaScript takes for line ends
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("a string has no JSON form: " + err.Error()) // it always has
	}
	return inlineSafe.Replace(strings.TrimSuffix(b.String(), "\n"))
}

// utf8Characters gives each byte a character of its own, U+0000 to U+00FF: the
// form in which the runtime hashes and compares visitors and keys, so that no
// browser has to encode them.
func utf8Characters(s string) string {
	characters := make([]rune, len(s))
	for i := range len(s) {
		characters[i] = rune(s[i])
	}
	return string(characters)
}

// lookUp prints an object from visitors, without inherited properties.
func lookUp(m map[string]string) string {
	parts := []string{"__proto__:null"}
	for _, key := range sortedKeys(m) {
		parts = append(parts, fmt.Sprintf("[%s]:%s", quote(utf8Characters(key)), quote(m[key])))
	}
	return "{" + strings.Join(parts, ",") + "}"
}
