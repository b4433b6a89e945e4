//go:build browser

package server_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// frameworks are what sites are made with: /react.js and /vue.js of every site
// give pages what testdata/frameworks/react.mjs and vue.mjs name. They are
// bundled as sites bundle them, for production.
var frameworks = map[string]func() ([]byte, error){
	"/react.js": sync.OnceValues(func() ([]byte, error) { return framework("react.mjs") }),
	"/vue.js":   sync.OnceValues(func() ([]byte, error) { return framework("vue.mjs") }),
}

func framework(file string) ([]byte, error) {
	folder, err := filepath.Abs("testdata/frameworks")
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: folder, EntryPoints: []string{file}, Bundle: true, Format: api.FormatIIFE, MinifyWhitespace: true, MinifySyntax: true,
		Define: map[string]string{
			"process.env.NODE_ENV": `"production"`, "__VUE_OPTIONS_API__": "true", "__VUE_PROD_DEVTOOLS__": "false", "__VUE_PROD_HYDRATION_MISMATCH_DETAILS__": "false",
		},
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("%s is not bundled; `make test-browser` installs what it needs: %s", file, result.Errors[0].Text)
	}
	return result.OutputFiles[0].Contents, nil
}

// serveFramework answers where the path is a framework's.
func (g *stage) serveFramework(w http.ResponseWriter, path string) bool {
	make, is := frameworks[path]
	if !is {
		return false
	}
	script, err := make()
	if err != nil {
		g.fault(err)
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Write(script)
	return true
}
