package engine

// Page is a named set of addresses: some include condition matches the
// address, no exclude condition does, and all of Query holds. Activate says when
// a page whose address it is becomes active.
type Page struct {
	ID       string      `json:"id"`
	Name     string      `json:"name,omitempty"`
	Include  []Condition `json:"include"`
	Exclude  []Condition `json:"exclude,omitempty"`
	Query    []Clause    `json:"query,omitempty"` // leaves of type query
	Activate *Activation `json:"activate,omitempty"`
}

// Condition compares an address with a value; see docs/targeting.md.
type Condition struct {
	Match Match  `json:"match"`
	Value string `json:"value"`
}

// Match is a way to compare a text.
type Match string

const (
	Simple    Match = "simple" // addresses alone
	Exact     Match = "exact"
	Substring Match = "substring"
	Regex     Match = "regex"
	Exists    Match = "exists" // clauses alone, as Range
	Range     Match = "range"
)

// Activation is the moment at which a page becomes active.
type Activation struct {
	On       ActivateOn `json:"on" form:"required"`
	Selector string     `json:"selector,omitempty"` // of OnElement
	Code     string     `json:"code,omitempty"`     // of OnCondition: the body of a function
	Name     string     `json:"name,omitempty"`     // of OnCall
}

// ActivateOn is a kind of moment. The last three also need the address to be the
// page's, and last until it changes.
type ActivateOn string

const (
	OnLoad      ActivateOn = "load" // the address that the document was loaded with
	OnURL       ActivateOn = "url"  // the address now
	OnElement   ActivateOn = "element"
	OnCondition ActivateOn = "condition"
	OnCall      ActivateOn = "call" // push({type: "page", name})
)
