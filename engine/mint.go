package engine

import "strconv"

// Mint gives every experiment and variation without an id the next free one:
// experiments a number above all numbers of the project, variations a letter,
// changes a number in their variation. Other defaults that depend on what stands
// beside them are filled in too.
// taken, which may be nil, reports the ids that other projects use.
func (p *Project) Mint(taken func(id string) bool) {
	next := p.highest() + 1
	for i := range p.Experiments {
		e := &p.Experiments[i]
		for ; e.ID == ""; next++ {
			if id := strconv.Itoa(next); taken == nil || !taken(id) {
				e.ID = id
			}
		}
		mintVariations(e.Variations)
	}
	p.MintChanges()
	p.fillSalts()
	p.fillMatches()
}

// MintChanges gives changes without an id theirs, and leaves all else alone: for
// projects that were stored before changes had ids.
func (p *Project) MintChanges() {
	for i := range p.Experiments {
		for v := range p.Experiments[i].Variations {
			mintChanges(p.Experiments[i].Variations[v].Changes)
		}
	}
}

// Follow says that p replaces before: no number that an experiment had there is
// minted again, lest the pins of one that was removed fall on a new one.
func (p *Project) Follow(before *Project) {
	if n := before.highest(); n > p.highest() {
		p.Minted = n
	}
}

// maxNumber is the largest id that counting goes on from: longer ones belong to
// other systems, and would make every cookie larger.
const maxNumber = 999_999_999_999_999

// highest is the largest number that is, or was, an experiment's id.
func (p *Project) highest() int {
	highest := p.Minted
	for i := range p.Experiments {
		if n, err := strconv.Atoi(p.Experiments[i].ID); err == nil && n <= maxNumber {
			highest = max(highest, n)
		}
	}
	return highest
}

func mintVariations(variations []Variation) {
	used := map[string]bool{}
	for _, v := range variations {
		used[v.ID] = true
	}
	next := 0
	for i := range variations {
		for ; variations[i].ID == ""; next++ {
			if id := letters(next); !used[id] {
				variations[i].ID = id
			}
		}
	}
}

// mintChanges gives changes without an id the next numbers above all others.
func mintChanges(changes []Change) {
	highest := 0
	for _, c := range changes {
		if n, err := strconv.Atoi(c.ID); err == nil && n <= maxNumber {
			highest = max(highest, n)
		}
	}
	for i := range changes {
		if changes[i].ID == "" {
			highest++
			changes[i].ID = strconv.Itoa(highest)
		}
	}
}

// fillMatches spells out how leaves of text compare, where they do not say.
func (p *Project) fillMatches() {
	for i := range p.Pages {
		for c := range p.Pages[i].Query {
			p.Pages[i].Query[c].fillMatch()
		}
	}
	for i := range p.Audiences {
		p.Audiences[i].When.fillMatch()
	}
}

func (c *Clause) fillMatch() {
	for i := range c.All {
		c.All[i].fillMatch()
	}
	for i := range c.Any {
		c.Any[i].fillMatch()
	}
	if c.Not != nil {
		c.Not.fillMatch()
	}
	switch c.Type {
	case ClauseQuery, ClauseCookie, ClauseAttribute, ClauseDataLayer, ClauseUTM, ClauseReferrer:
		c.Match = c.matching()
	}
}

// letters counts a, b, … z, aa, ab, …
func letters(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return letters(n/26-1) + letters(n%26)
}

func (p *Project) fillSalts() {
	fill := func(salt *string, id string) {
		if *salt == "" {
			*salt = id
		}
	}
	for i := range p.Experiments {
		fill(&p.Experiments[i].Salt, p.Experiments[i].ID)
	}
	for i := range p.Groups {
		fill(&p.Groups[i].Salt, p.Groups[i].ID)
	}
	for i := range p.Holdouts {
		fill(&p.Holdouts[i].Salt, p.Holdouts[i].ID)
	}
}
