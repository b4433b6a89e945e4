package engine

// Force says who may force a variation with the query parameter lk_force.
type Force string

const (
	ForceOpen Force = "open" // everybody who knows an id
	ForceOff  Force = "off"  // nobody
)

// VisitorFrom says where a visitor's id comes from.
type VisitorFrom string

const (
	FromCookie VisitorFrom = "cookie"
	FromPage   VisitorFrom = "page" // the page pushes it; the cookie's where it did not
)

// Consent says whether a visitor is asked before anything is stored or sent.
type Consent string

const (
	Granted  Consent = "granted"
	Required Consent = "required"
)

// BeforeConsent says what happens where consent is required and not given yet.
type BeforeConsent string

const (
	BeforeOff  BeforeConsent = "off"  // no experiment
	BeforePage BeforeConsent = "page" // an identity that lives for one page view
)

// PrivacyControl says what a visitor's Global Privacy Control does.
type PrivacyControl string

const (
	PrivacyIgnore    PrivacyControl = "ignore"
	PrivacyNoStorage PrivacyControl = "no-storage"
	PrivacyOff       PrivacyControl = "off" // no experiment
)

// Adapter is a place that exposures go to, besides the hook.
type Adapter string

const (
	AdapterDataLayer Adapter = "dataLayer"
	AdapterGA4       Adapter = "ga4"
	AdapterSegment   Adapter = "segment"
)

// MaxHideFor is how long, in milliseconds, an element may be hidden at most
// while it waits for its change: a page that fails must not stay blank.
const MaxHideFor = 5000
