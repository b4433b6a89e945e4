package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/valyala/fasthttp"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
)

// live is one revision of a project as visitors get it. It never changes.
type live struct {
	revision uint64
	rules    *engine.Rules
	shown    *engine.Rules // those of the file, without what is not due yet or is over
	until    time.Time     // when shown will be others; zero: never
	files    [encodings]file
}

// file is the snippet in one encoding, with the headers that go with it.
type file struct {
	body   []byte
	tag    string   // ETag, with its quotes
	always []header // with 200 and 304
	whole  []header // with 200 only
}

type header struct{ name, value []byte }

// caching is how long a copy of the snippet may be used: for its age as it is,
// five minutes more while the new one is fetched, and a day when we cannot be
// reached, as yesterday's experiments are better than a page that changes its mind.
func caching(maxAge time.Duration) string {
	if maxAge < time.Second {
		return "no-cache"
	}
	return fmt.Sprintf("public, max-age=%d, stale-while-revalidate=300, stale-if-error=86400", int(maxAge.Seconds()))
}

// ahead is how long before its start an experiment is in the file: longer than
// caches keep a copy at our usual max-age, so that every visitor has it in time.
const ahead = 10 * time.Minute

// makeLive compiles, builds and compresses, as of now. It is the slow part of a change:
// milliseconds for the snippet, and some 30 ms for each 15 kB of it to compress.
func makeLive(b *snippet.Builder, caching string, p *engine.Project, revision uint64, now time.Time) (*live, error) {
	rules, err := engine.Compile(p)
	if err != nil {
		return nil, err
	}
	shown, until, err := rules.Within(now, ahead)
	if err != nil {
		return nil, err
	}
	script, err := b.Snippet(shown, revision)
	if err != nil {
		return nil, err
	}
	l := &live{revision: revision, rules: rules, shown: shown, until: until}
	sum := sha256.Sum256(script)
	for e := range encodings {
		body, err := encoding(e).encode(script)
		if err != nil {
			return nil, engine.Wrap(engine.CodeInternal, err, "The snippet could not be compressed.")
		}
		l.files[e] = newFile(encoding(e), body, fmt.Sprintf("%x", sum[:12]), caching)
	}
	return l, nil
}

// newFile gives each encoding a tag of its own: they are different bytes, and a
// cache that mixed them up would break the page.
func newFile(e encoding, body []byte, hash, caching string) file {
	f := file{body: body, tag: `"` + hash + `"`}
	if e != plain {
		f.tag = `"` + hash + "-" + encodingNames[e] + `"`
		f.whole = headers("Content-Encoding", encodingNames[e])
	}
	f.always = append(headers("ETag", f.tag, "Cache-Control", caching, "Vary", "Accept-Encoding"), scriptHeaders...)
	f.whole = append(f.whole, scriptTypeHeaders...)
	return f
}

var (
	// scriptHeaders let pages of all origins embed a script, also with the
	// crossorigin attribute and under Cross-Origin-Embedder-Policy.
	scriptHeaders     = headers("Access-Control-Allow-Origin", "*", "Cross-Origin-Resource-Policy", "cross-origin")
	scriptTypeHeaders = headers("Content-Type", "text/javascript; charset=utf-8", "X-Content-Type-Options", "nosniff")
)

// headers makes a list of name, value, name, value; names as they are sent.
func headers(pairs ...string) (list []header) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, header{[]byte(pairs[i]), []byte(pairs[i+1])})
	}
	return list
}

func setHeaders(h *fasthttp.ResponseHeader, list []header) {
	for i := range list {
		h.SetCanonical(list[i].name, list[i].value)
	}
}

func (e encoding) encode(data []byte) ([]byte, error) {
	var b bytes.Buffer
	var w io.WriteCloser
	switch e {
	case gzipped:
		w, _ = gzip.NewWriterLevel(&b, gzip.BestCompression) // an error is for unknown levels only
	case brotlied:
		w = brotli.NewWriterLevel(&b, brotli.BestCompression)
	default:
		return data, nil
	}
	_, err := w.Write(data)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Sizes are how many bytes of a script reach a browser that takes gzip, and one
// that takes brotli.
func Sizes(script []byte) (gzip, brotli int, err error) {
	var sizes [encodings]int
	for e := range encodings {
		body, err := encoding(e).encode(script)
		if err != nil {
			return 0, 0, engine.Wrap(engine.CodeInternal, err, "The script could not be compressed.")
		}
		sizes[e] = len(body)
	}
	return sizes[gzipped], sizes[brotlied], nil
}
