// Package public owns the pages that Lanekeeper shows to people, embedded in
// the program: the demo site, and the project that runs on it.
//
// The pages are plain files without a build step. They load nothing from other
// hosts, hold no inline code, and put names and other people's text on the page
// as text only. What they need to know they ask the server for
// (/demo/state.json, /demo/decide.js) or the snippet (/js/demo.js).
//
// The package refuses to serve: package server joins files, addresses and
// headers.
package public

import (
	"embed"
	"io/fs"
)

//go:embed demo/*.html demo/*.css demo/*.js demo/*.svg
var files embed.FS

//go:embed demo/project.yaml
var demoProject string

// Demo holds the demo site's files at its root: index.html (/demo/), lanes.html
// (/demo/lanes), and the styles and scripts that both name as /demo/<file>. It
// never changes and may be read by any number of goroutines.
func Demo() fs.FS {
	demo, err := fs.Sub(files, "demo")
	if err != nil {
		panic(err) // only for a path that is not valid
	}
	return demo
}

// DemoProject is the demo's project as YAML, in the form that engine.Read takes:
// id "demo", experiments "1" to "9". The caller may change the result.
func DemoProject() []byte { return []byte(demoProject) }
