package agent

// Other is the class of each kind for what is in none of the others.
const Other = "other"

// Devices.
const (
	Desktop = "desktop"
	Phone   = "phone"
	Tablet  = "tablet"
	Bot     = "bot" // any program that is no browser
)

// Browsers.
const (
	Chrome  = "chrome" // and those that are built on it and have no class
	Edge    = "edge"
	Firefox = "firefox"
	Safari  = "safari"
	Opera   = "opera"
	Samsung = "samsung"
	App     = "app" // a page inside an app, without a version
)

// Operating systems.
const (
	Windows  = "windows"
	MacOS    = "macos"
	IOS      = "ios" // iPadOS too
	Android  = "android"
	Linux    = "linux"
	ChromeOS = "chromeos"
)

// Devices, Browsers and Systems are all there are, with [Other]. They must not
// be changed.
var (
	Devices  = []string{Desktop, Phone, Tablet, Bot, Other}
	Browsers = []string{Chrome, Edge, Firefox, Safari, Opera, Samsung, App, Other}
	Systems  = []string{Windows, MacOS, IOS, Android, Linux, ChromeOS, Other}
)
