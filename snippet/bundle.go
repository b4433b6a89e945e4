package snippet

import (
	"embed"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/lanekeeper/lanekeeper/engine"
)

//go:embed runtime/*.ts
var runtimeFiles embed.FS

// frame is a bundled runtime, parted where the project's data goes.
type frame struct{ before, after string }

// bundle builds the runtime for one entry. A failure is a fault of ours: the
// entry and the runtime hold nothing that a project's author wrote.
func bundle(entry string) (frame, error) {
	result := api.Build(buildOptions(entry, false))
	if len(result.Errors) > 0 {
		return frame{}, engine.Errorf(engine.CodeInternal, "The runtime could not be bundled: %s.", result.Errors[0].Text)
	}
	code := strings.TrimSpace(string(result.OutputFiles[0].Contents))
	before, after, found := strings.Cut(code, projectPlace)
	if !found || strings.Contains(after, projectPlace) {
		return frame{}, engine.Errorf(engine.CodeInternal, "The bundled runtime has no single place for the project.")
	}
	return frame{before, after}, nil
}

// buildOptions bundle an entry; meta asks for esbuild's account of the bytes.
func buildOptions(entry string, meta bool) api.BuildOptions {
	return api.BuildOptions{
		Stdin:  &api.StdinOptions{Contents: entry, Sourcefile: "entry.ts", Loader: api.LoaderTS},
		Bundle: true, Format: api.FormatIIFE, Platform: api.PlatformBrowser, Target: target, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		// The runtime's own prefix for private properties. What it shares with the
		// printed data is tuples, and authors' code never passes through here.
		MangleProps: "^_[a-z]",
		Plugins:     []api.Plugin{{Name: "runtime", Setup: serveRuntime}},
		Metafile:    meta, Outfile: "snippet.js",
	}
}

// serveRuntime gives esbuild the embedded files. They are free of side effects,
// so what the entry does not name costs nothing.
func serveRuntime(build api.PluginBuild) {
	build.OnResolve(api.OnResolveOptions{Filter: `^\./`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
		return api.OnResolveResult{Path: path.Base(args.Path) + ".ts", Namespace: "runtime", SideEffects: api.SideEffectsFalse}, nil
	})
	build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "runtime"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		data, err := runtimeFiles.ReadFile("runtime/" + args.Path)
		contents := string(data)
		return api.OnLoadResult{Contents: &contents, Loader: api.LoaderTS}, err
	})
}
