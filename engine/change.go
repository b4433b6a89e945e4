package engine

// Change is one thing that a variation does to the page. Which fields it has
// depends on its type; see docs/project.md.
type Change struct {
	ID       string     `json:"id,omitempty"` // minted: unique in its variation
	Type     ChangeType `json:"type"`
	Selector string     `json:"selector,omitempty"`
	Code     string     `json:"code,omitempty"`
	Name     string     `json:"name,omitempty"`  // of an attribute or a style property
	Value    *string    `json:"value,omitempty"` // nil removes an attribute
	Add      []string   `json:"add,omitempty"`   // classes
	Remove   []string   `json:"remove,omitempty"`
	Position Position   `json:"position,omitempty"`
	To       string     `json:"to,omitempty"` // a selector: where Move moves to
}

// ChangeType is what a change does.
type ChangeType string

const (
	CSS          ChangeType = "css"
	JavaScript   ChangeType = "js"
	SetText      ChangeType = "text"
	SetHTML      ChangeType = "html"
	SetAttribute ChangeType = "attribute"
	SetClass     ChangeType = "class"
	SetStyle     ChangeType = "style"
	SetImage     ChangeType = "image"
	Insert       ChangeType = "insert"
	Remove       ChangeType = "remove"
	Move         ChangeType = "move"
	Redirect     ChangeType = "redirect"
)

// Position is a place by an element: before or after it, or as its first or
// last child.
type Position string

const (
	Before Position = "before"
	After  Position = "after"
	First  Position = "first"
	Last   Position = "last"
)
