// Package tagparser reads the tags in front of an experiment's name.
//
// [Parse] turns a name into a [Name]: the tags, the title without them, and
// every [Issue] of that one name, each with its place, a sentence for
// marketers and, where it is certain, a corrected name. [Print] shows an issue
// in a terminal. Nothing else in Lanekeeper looks at names.
//
// The package knows one name at a time. What several names mean together (two
// holdouts in one scope, groups that look alike) is package engine's. It reads
// no projects, decides nothing about visitors, and normalises no letters:
// [Group_a] and [Group_A] are two groups.
//
// A name may hold any bytes. A byte that is no UTF-8 counts as U+FFFD, as it
// would after a trip through JSON. There is no limit of length; the work grows
// with the length, not with its square.
//
// Everything here is a pure function of its arguments and safe for concurrent
// use.
package tagparser

import "slices"

// Name is what a name says. The zero value is an untagged experiment without
// a title.
type Name struct {
	Exclusive bool    // it has [ME], or the _ME of [Group_X_ME]
	Holdout   bool    // it is the holdout of its scope
	Group     string  // one code point, or "" outside any group
	Title     string  // the name without tags and invisible characters, trimmed
	Issues    []Issue // by offset, then in the order of the codes; nil where there are none
}

// Issue is something about a name that its author should know. Offset and
// Length count bytes of the name as given and never split a character; a
// length of 0 is a place between characters.
type Issue struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Offset   int      `json:"offset"`
	Length   int      `json:"length"`
	// Message says what the name does now and what to type. Control characters
	// in what it quotes are replaced.
	Message string `json:"message"`
	// Suggestion is the whole corrected name: it has no issue of this code and
	// no error that the name did not have. It is "" where what was meant is not
	// certain, for this or another place with the same code, and from a name's
	// hundredth issue on: a list of them all must not grow with the square of
	// a hostile name.
	Suggestion string `json:"suggestion,omitempty"`
}

// maxSuggestions is how many issues of a name carry a corrected name.
const maxSuggestions = 99

// Code tells machines what an issue is. The set is closed.
type Code string

// The codes, in the order of issues at one place.
const (
	CodeSeveralGroups     Code = "several-groups"      // a second, different group
	CodeEmptyTitle        Code = "empty-title"         // nothing after the tokens in front
	CodeTagSpelling       Code = "tag-spelling"        // in front, meant as a tag, and none
	CodeTagPosition       Code = "tag-position"        // a tag, or meant as one, too late to count
	CodeHoldoutSpelling   Code = "holdout-spelling"    // tagged, and nearly the word holdout
	CodeHoldoutWithoutTag Code = "holdout-without-tag" // the word holdout without a tag right before it
	CodeDuplicateTag      Code = "duplicate-tag"       // a tag that stands there already
)

// Severity says what an issue stops.
type Severity string

const (
	SeverityError   Severity = "error"   // the experiment can be a draft, and cannot run
	SeverityWarning Severity = "warning" // stops nothing; likely not what was meant
	SeverityInfo    Severity = "info"    // stops nothing, changes nothing
)

// table is the order of codes and what each stops.
var table = []struct {
	code     Code
	severity Severity
}{
	{CodeSeveralGroups, SeverityError},
	{CodeEmptyTitle, SeverityError},
	{CodeTagSpelling, SeverityWarning},
	{CodeTagPosition, SeverityWarning},
	{CodeHoldoutSpelling, SeverityWarning},
	{CodeHoldoutWithoutTag, SeverityWarning},
	{CodeDuplicateTag, SeverityInfo},
}

func (c Code) rank() int {
	for i, row := range table {
		if row.code == c {
			return i
		}
	}
	panic("tagparser: code " + string(c) + " is not in the table")
}

func (c Code) severity() Severity { return table[c.rank()].severity }

// Parse reads a name. It accepts every string.
func Parse(name string) Name {
	src := clean(name)
	r := read(src.text)
	n := Name{Exclusive: r.exclusive, Holdout: r.holdout(), Group: r.group, Title: r.title()}

	// One correction mends every place of its code, so that a name of many
	// faults costs one corrected name for each code, not for each fault.
	corrected := map[Code]string{}
	for _, f := range r.findings() {
		suggestion, done := corrected[f.code]
		if !done {
			suggestion = correct(f.code, r)
			corrected[f.code] = suggestion
		}
		if len(n.Issues) >= maxSuggestions {
			suggestion = ""
		}
		offset, length := src.place(f.from, f.to)
		n.Issues = append(n.Issues, Issue{
			Code: f.code, Severity: f.code.severity(), Offset: offset, Length: length,
			Message: f.message(r, suggestion), Suggestion: suggestion,
		})
	}
	return n
}

// Scope is the tag that names what the experiment shares visitors in:
// "[Group_A]" where it has a group, else "[ME]" where it is exclusive, else "".
func (n Name) Scope() string {
	switch {
	case n.Group != "":
		return groupTag(n.Group)
	case n.Exclusive:
		return exclusiveTag
	}
	return ""
}

// HasError reports whether an issue keeps the experiment from running.
func (n Name) HasError() bool {
	return slices.ContainsFunc(n.Issues, func(i Issue) bool { return i.Severity == SeverityError })
}
