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

// benchState serves shop, and needs no store for it.
func benchState(b *testing.B) *state {
	b.Helper()
	s := newState(nil, snippet.NewBuilder(), caching(time.Minute), slog.New(slog.DiscardHandler))
	p, err := engine.Read([]byte(shop), nil)
	if err != nil {
		b.Fatal(err)
	}
	data, err := p.JSON()
	if err != nil {
		b.Fatal(err)
	}
	s.receive(store.Document{Kind: store.ProjectKind, ID: "shop", Revision: 1, Data: data})
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

// BenchmarkHandler is the work between reading a request and writing the answer.
func BenchmarkHandler(b *testing.B) {
	s := benchState(b)
	app := newPublicApp(s, nil, s.log)
	app.Handler() // makes Fiber build its routes, as listening does
	handle := app.Server().Handler
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
	s := benchState(b)
	app := newPublicApp(s, nil, s.log)
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
