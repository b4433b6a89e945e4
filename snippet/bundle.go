package snippet

import (
	"bytes"
	"embed"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/minify/v2"
	minifyjs "github.com/tdewolff/minify/v2/js"

	"github.com/lanekeeper/lanekeeper/engine"
)

//go:embed runtime/*.ts
var runtimeFiles embed.FS

// again takes a second turn at the bundle: it joins declarations and names
// variables so that brotli finds more to share, some 80 bytes in 2,500.
var again = minifyjs.Minifier{Version: 2020}

// frame is a bundled runtime, parted where the project's data goes.
type frame struct{ before, after string }

// bundle builds the runtime for one entry. A failure is a fault of ours: the
// entry and the runtime hold nothing that a project's author wrote.
func bundle(entry string) (frame, error) {
	code, err := minified(entry)
	if err != nil {
		return frame{}, err
	}
	before, after, found := strings.Cut(code, projectPlace)
	if !found || strings.Contains(after, projectPlace) {
		return frame{}, engine.Errorf(engine.CodeInternal, "The bundled runtime has no single place for the project.")
	}
	return frame{before, after}, nil
}

func minified(entry string) (string, error) {
	result := api.Build(buildOptions(entry, false))
	if len(result.Errors) > 0 {
		return "", engine.Errorf(engine.CodeInternal, "The runtime could not be bundled: %s.", result.Errors[0].Text)
	}
	var smaller strings.Builder
	if err := again.Minify(minify.New(), &smaller, bytes.NewReader(result.OutputFiles[0].Contents), nil); err != nil {
		return "", engine.Wrap(engine.CodeInternal, err, "The bundled runtime could not be made smaller.")
	}
	return smaller.String(), nil
}

// buildOptions bundle an entry; meta asks for esbuild's account of the bytes.
func buildOptions(entry string, meta bool) api.BuildOptions {
	format := api.FormatIIFE
	if entry == askedModule {
		format = api.FormatESModule
	}
	return api.BuildOptions{
		Stdin:  &api.StdinOptions{Contents: entry, Sourcefile: "entry.ts", Loader: api.LoaderTS},
		Bundle: true, Format: format, Platform: api.PlatformBrowser, Target: target, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		// The runtime's own prefix for private properties. What it shares with the
		// printed data is tuples, and authors' code never passes through here.
		MangleProps: "^_[a-z]",
		Plugins:     []api.Plugin{{Name: "runtime", Setup: serveRuntime(strings.Contains(entry, `from "./lid"`))}},
		Metafile:    meta, Outfile: "snippet.js",
	}
}

// serveRuntime gives esbuild the embedded files. They are free of side effects,
// so what the entry does not name costs nothing. Where the jar has a lid, all but
// the lid itself get the lidded jar.
func serveRuntime(lidded bool) func(api.PluginBuild) {
	return func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^\./`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			file := path.Base(args.Path)
			if lidded && file == "jar" && args.Importer != "lid.ts" {
				file = "lid"
			}
			return api.OnResolveResult{Path: file + ".ts", Namespace: "runtime", SideEffects: api.SideEffectsFalse}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "runtime"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			data, err := runtimeFiles.ReadFile("runtime/" + args.Path)
			contents := string(data)
			return api.OnLoadResult{Contents: &contents, Loader: api.LoaderTS}, err
		})
	}
}
