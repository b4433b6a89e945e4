package server

import (
	"log/slog"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
	"github.com/lanekeeper/lanekeeper/store"
)

// stateOf serves a project, and needs no store for it.
func stateOf(t testing.TB, form string, clock Clock) *state {
	t.Helper()
	s := newState(nil, snippet.NewBuilder(), caching(time.Minute), clock, slog.New(slog.DiscardHandler))
	p, err := engine.Read([]byte(form), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.JSON()
	if err != nil {
		t.Fatal(err)
	}
	s.receive(store.Document{Kind: store.ProjectKind, ID: p.ID, Revision: 1, Data: data})
	s.setWatching(true)
	s.builds.Wait()
	return s
}

// requests are a first visit and one that asks whether its copy is still good.
func requests(s *state) map[int]*fasthttp.Request {
	all := map[int]*fasthttp.Request{200: {}, 304: {}}
	for _, r := range all {
		r.Header.SetMethod("GET")
		r.SetRequestURI("http://shop.example/js/shop.js")
		r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	}
	all[304].Header.Set("If-None-Match", s.all["shop"].live.Load().files[brotlied].tag)
	return all
}

// handlerOf is what the public server does with a request that was read.
func handlerOf(s *state) fasthttp.RequestHandler {
	app := newPublicApp(s, Config{Log: s.log})
	app.Handler() // makes Fiber build its routes, as listening does
	return app.Server().Handler
}

// BenchmarkHandler is the work between reading a request and writing the answer.
func BenchmarkHandler(b *testing.B) {
	s := stateOf(b, shop, wallClock{})
	handle := handlerOf(s)
	for status, request := range requests(s) {
		b.Run(strconv.Itoa(status), func(b *testing.B) {
			var ctx fasthttp.RequestCtx
			request.CopyTo(&ctx.Request)
			b.ReportAllocs()
			for b.Loop() {
				ctx.Response.Reset()
				handle(&ctx)
			}
			if ctx.Response.StatusCode() != status {
				b.Fatalf("status %d: %s", ctx.Response.StatusCode(), ctx.Response.Body())
			}
		})
	}
}

// BenchmarkLoopback is whole requests over TCP, 64 connections at a time; the
// client's work is in it.
func BenchmarkLoopback(b *testing.B) {
	s := stateOf(b, shop, wallClock{})
	app := newPublicApp(s, Config{Log: s.log})
	l := listener(b)
	served := make(chan error, 1)
	go func() { served <- app.Listener(l) }()
	client := &fasthttp.HostClient{Addr: l.Addr().String(), MaxConns: 64}
	for status, request := range requests(s) {
		b.Run(strconv.Itoa(status), func(b *testing.B) {
			b.SetParallelism(max(1, 64/runtime.GOMAXPROCS(0)))
			b.RunParallel(func(pb *testing.PB) {
				var own fasthttp.Request
				var response fasthttp.Response
				request.CopyTo(&own)
				for pb.Next() {
					if err := client.Do(&own, &response); err != nil || response.StatusCode() != status {
						b.Errorf("status %d, %v", response.StatusCode(), err)
						return
					}
				}
			})
		})
	}
	client.CloseIdleConnections()
	if err := app.Shutdown(); err != nil {
		b.Error(err)
	}
	if err := <-served; err != nil {
		b.Error(err)
	}
}
