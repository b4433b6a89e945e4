package engine

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// ValidID reports whether s can be an id or a salt: a letter or digit, then up
// to 39 of 0-9 A-Z a-z _ -.
func ValidID(s string) bool {
	if len(s) == 0 || len(s) > 40 || s[0] == '_' || s[0] == '-' {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c != '_' && c != '-' && !isDigit(c) && !('a' <= c && c <= 'z') && !('A' <= c && c <= 'Z') {
			return false
		}
	}
	return true
}

// ValidVisitor reports whether decisions take s as a visitor id: 1 to 128 code
// points of UTF-8.
func ValidVisitor(s string) bool {
	return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= 128
}

// Less orders experiments: decimal ids first, by value; others, and ties such
// as "7" and "07", by bytes.
func Less(a, b string) bool {
	da, db := isDecimal(a), isDecimal(b)
	if da != db {
		return da
	}
	if da {
		va, vb := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		if len(va) != len(vb) {
			return len(va) < len(vb)
		}
		if va != vb {
			return va < vb
		}
	}
	return a < b
}

// Mint gives every experiment and variation without an id the next free one:
// experiments a number above all numbers of the project, variations a letter.
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
	p.fillSalts()
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

func isDecimal(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
