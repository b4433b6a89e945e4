package engine

import "time"

// Facts are what is known about a visitor, as a server learns it from a
// request's headers or from whoever asks. Query parameters, UTM fields and the
// moment are a [Visit]'s own. What is not known makes a clause unknown; what is
// known to be missing makes it false.
type Facts struct {
	Cookies  map[string]string // as sent, not decoded; nil: unknown
	Referrer *string           // the address, "" where there was none; nil: unknown
	// Languages are tags such as "de-AT"; nil: unknown.
	Languages []string
	// Device, Browser, BrowserVersion and OS are classes of package agent; "" and
	// 0: unknown.
	Device, Browser, OS string
	BrowserVersion      int
	TimeZone            string         // IANA name; "": unknown
	ViewportWidth       *int           // CSS pixels; nil: unknown
	Created             *time.Time     // when the visitor's cookie was made; nil: unknown
	New                 *bool          // in place of Created; nil: unknown
	Attributes          map[string]any // JSON values that the page pushed; nil: unknown
	DataLayer           any            // a JSON value, a list of what was pushed; nil: unknown
}
