package engine

// Whole is everything: the sum of a project's weights, and 100% of visitors.
const Whole = 10000

// Status says where an experiment is in its life. Only running ones decide.
type Status string

const (
	Draft    Status = "draft"
	Running  Status = "running"
	Paused   Status = "paused"
	Ended    Status = "ended"
	Archived Status = "archived"
)

// Force says who may force a variation with the query parameter lk_force.
type Force string

const (
	ForceOpen Force = "open" // everybody who knows an id
	ForceOff  Force = "off"  // nobody
)

// Sticky says what an exclusion group does to visitors that are pinned to an
// experiment which their slot does not list.
type Sticky string

const (
	Keep     Sticky = "keep"     // they stay
	Rebucket Sticky = "rebucket" // the slot decides, the pin is not valid
)

// Project is the whole configuration of one site: one document, one snippet.
// Its JSON and YAML forms are the same; see docs/project.md. A Project that
// [Read] returned has every default filled in and every id minted.
type Project struct {
	ID           string       `json:"id"`
	Name         string       `json:"name,omitempty"`
	HoldoutShare int          `json:"holdoutShare"` // of a tag layer's holdout, in 10,000ths
	CookiePrefix string       `json:"cookiePrefix"` // of both cookies' names
	Force        Force        `json:"force"`
	Pages        []Page       `json:"pages,omitempty"`
	Experiments  []Experiment `json:"experiments" form:"required"` // no default, as a file that forgot them would remove them all
	Groups       []Group      `json:"groups,omitempty"`
	Holdouts     []Holdout    `json:"holdouts,omitempty"`
	Minted       int          `json:"minted,omitempty"` // the highest number of an experiment that was removed
}

// Page is a named set of addresses: some include condition matches the
// address, and no exclude condition does.
type Page struct {
	ID      string      `json:"id"`
	Name    string      `json:"name,omitempty"`
	Include []Condition `json:"include"`
	Exclude []Condition `json:"exclude,omitempty"`
}

// Condition compares an address with a value; see docs/targeting.md.
type Condition struct {
	Match Match  `json:"match"`
	Value string `json:"value"`
}

// Match is a way to compare an address.
type Match string

const (
	Simple    Match = "simple"
	Exact     Match = "exact"
	Substring Match = "substring"
	Regex     Match = "regex"
)

// Experiment is one experiment. Its Name carries the tags that say what it
// excludes; ids and salts are public in the snippet, names never are.
type Experiment struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Status     Status            `json:"status"`
	Salt       string            `json:"salt"`    // divides visitors; the id unless set
	Traffic    int               `json:"traffic"` // allocation, in 10,000ths
	Pages      []string          `json:"pages,omitempty"`
	Forced     map[string]string `json:"forced,omitempty"` // visitor id to variation id
	External   map[string]string `json:"external,omitempty"`
	Variations []Variation       `json:"variations"` // the first is the original
}

// Variation is one of the things an experiment may show.
type Variation struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Weight  int      `json:"weight" form:"required"` // in 10,000ths; no default, as 0 would hide that it was forgotten
	Value   any      `json:"value,omitempty"`        // any JSON, for servers that ask
	Changes []Change `json:"changes,omitempty"`
}

// Change is one thing that a variation does to the page.
type Change struct {
	ID       string     `json:"id,omitempty"`
	Type     ChangeType `json:"type"`
	Selector string     `json:"selector,omitempty"` // JavaScript waits for it
	Code     string     `json:"code"`
}

// ChangeType is the language of a change's code.
type ChangeType string

const (
	CSS        ChangeType = "css"
	JavaScript ChangeType = "js"
)

// Group is an explicit exclusion group: its slots part all visitors.
type Group struct {
	ID       string `json:"id"`
	Name     string `json:"name,omitempty"`
	Salt     string `json:"salt"`
	Sticky   Sticky `json:"sticky"`
	Archived bool   `json:"archived,omitempty"`
	Slots    []Slot `json:"slots"`
}

// Slot is a part of a group's buckets and the experiments that may meet its
// visitors. Slots with a Share follow each other from bucket 0; Ranges are
// [from, to) pairs. A group uses one or the other.
type Slot struct {
	Share       int      `json:"share,omitempty"`
	Ranges      [][]int  `json:"ranges,omitempty"`
	Experiments []string `json:"experiments"`
	Visitors    []string `json:"visitors,omitempty"` // named: always in this slot
}

// Holdout is a holdout group: it shuts its experiments out for a share of the
// visitors, whatever their tags.
type Holdout struct {
	ID          string   `json:"id"`
	Name        string   `json:"name,omitempty"`
	Salt        string   `json:"salt"`
	Share       int      `json:"share"` // in 10,000ths
	Experiments []string `json:"experiments"`
}
