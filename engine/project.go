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
	ID             string         `json:"id"`
	Name           string         `json:"name,omitempty"`
	HoldoutShare   int            `json:"holdoutShare"`           // of a tag layer's holdout, in 10,000ths
	CookiePrefix   string         `json:"cookiePrefix"`           // of both cookies' names
	CookieDomain   string         `json:"cookieDomain,omitempty"` // "": the widest that the browser takes
	VisitorFrom    VisitorFrom    `json:"visitorFrom"`
	Consent        Consent        `json:"consent"`
	BeforeConsent  BeforeConsent  `json:"beforeConsent"`
	PrivacyControl PrivacyControl `json:"privacyControl"`
	Force          Force          `json:"force"`
	HideFor        int            `json:"hideFor"` // milliseconds, 0 to MaxHideFor
	Origins        []string       `json:"origins,omitempty"`
	Refresh        string         `json:"refresh,omitempty"` // address of the visitor endpoint; "": not used
	Adapters       []Adapter      `json:"adapters,omitempty"`
	Pages          []Page         `json:"pages,omitempty"`
	Audiences      []Audience     `json:"audiences,omitempty"`
	Experiments    []Experiment   `json:"experiments" form:"required"` // no default, as a file that forgot them would remove them all
	Groups         []Group        `json:"groups,omitempty"`
	Holdouts       []Holdout      `json:"holdouts,omitempty"`
	Minted         int            `json:"minted,omitempty"` // the highest number of an experiment that was removed
}

// Experiment is one experiment. Its Name carries the tags that say what it
// excludes; ids and salts are public in the snippet, names never are.
type Experiment struct {
	ID         string            `json:"id"`
	Name       string            `json:"name"`
	Status     Status            `json:"status"`
	Salt       string            `json:"salt"`    // divides visitors; the id unless set
	Traffic    int               `json:"traffic"` // allocation, in 10,000ths
	Pages      []string          `json:"pages,omitempty"`
	Audiences  []string          `json:"audiences,omitempty"` // any of them
	WaitFor    *WaitFor          `json:"waitFor,omitempty"`
	Schedule   *Schedule         `json:"schedule,omitempty"`
	Forced     map[string]string `json:"forced,omitempty"` // visitor id to variation id
	External   map[string]string `json:"external,omitempty"`
	Variations []Variation       `json:"variations"` // the first is the original
}

// WaitFor delays an experiment: nothing of it is shown or exposed before an
// element is there or code returns something true. It has one of the two.
type WaitFor struct {
	Selector string `json:"selector,omitempty"`
	Code     string `json:"code,omitempty"`
}

// Schedule is when a running experiment runs: from Start up to but without Stop,
// local times of Zone such as "2026-12-01T09:00". Either may be missing.
type Schedule struct {
	Start string `json:"start,omitempty"`
	Stop  string `json:"stop,omitempty"`
	Zone  string `json:"zone" form:"required"` // IANA name
}

// Variation is one of the things an experiment may show.
type Variation struct {
	ID      string   `json:"id"`
	Name    string   `json:"name,omitempty"`
	Weight  int      `json:"weight" form:"required"` // in 10,000ths; no default, as 0 would hide that it was forgotten
	Value   any      `json:"value,omitempty"`        // any JSON, for servers that ask
	Changes []Change `json:"changes,omitempty"`
}

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
