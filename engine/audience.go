package engine

// Audience is a named condition on visitors, which experiments share.
type Audience struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	When Clause `json:"when" form:"required"`
}

// Clause is a tree of conditions on a visitor: exactly one of All, Any, Not and
// Type. A leaf, which has a Type, uses the fields that suit it; see
// docs/targeting.md.
type Clause struct {
	All    []Clause   `json:"all,omitempty"`
	Any    []Clause   `json:"any,omitempty"`
	Not    *Clause    `json:"not,omitempty"`
	Type   ClauseType `json:"type,omitempty"`
	Name   string     `json:"name,omitempty"`
	Match  Match      `json:"match,omitempty"` // of text; filled in where there is none
	Value  *string    `json:"value,omitempty"`
	Values []string   `json:"values,omitempty"` // any of them
	Min    *float64   `json:"min,omitempty"`    // [Min, Max)
	Max    *float64   `json:"max,omitempty"`
	Days   []string   `json:"days,omitempty"` // mon to sun
	From   string     `json:"from,omitempty"` // [From, To), as 09:00
	To     string     `json:"to,omitempty"`
	Zone   string     `json:"zone,omitempty"` // IANA name; the visitor's own where there is none
	Code   string     `json:"code,omitempty"` // JavaScript, the body of a function
}

// ClauseType is what a leaf asks about.
type ClauseType string

const (
	ClauseQuery     ClauseType = "query"
	ClauseCookie    ClauseType = "cookie"
	ClauseAttribute ClauseType = "attribute"
	ClauseDataLayer ClauseType = "dataLayer"
	ClauseUTM       ClauseType = "utm"
	ClauseReferrer  ClauseType = "referrer"
	ClauseSource    ClauseType = "source"
	ClauseDevice    ClauseType = "device"
	ClauseBrowser   ClauseType = "browser"
	ClauseOS        ClauseType = "os"
	ClauseVisitor   ClauseType = "visitor"
	ClauseLanguage  ClauseType = "language"
	ClauseTimeZone  ClauseType = "timezone"
	ClauseViewport  ClauseType = "viewport"
	ClauseAge       ClauseType = "age"
	ClauseTime      ClauseType = "time"
	ClauseCode      ClauseType = "code"
)
