package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/lanekeeper/lanekeeper/engine"
	"github.com/lanekeeper/lanekeeper/snippet"
	"github.com/lanekeeper/lanekeeper/store"
)

// How long requests under way may take at the end: those of visitors are
// answered at once, unless they are still arriving; a change is finished.
const (
	publicEndsWithin = 5 * time.Second
	adminEndsWithin  = changeWithin + 5*time.Second
)

// Config is what a Server is made of.
type Config struct {
	Store store.Store
	Log   *slog.Logger

	// MaxAge is how long browsers and CDNs use a snippet before they ask for a
	// newer one; 0: they always ask.
	MaxAge time.Duration
	// AdminHosts are names, with or without a port, by which the admin server is
	// reached beside the address it listens on and localhost.
	AdminHosts []string
	// NewToken replaces the admin token.
	NewToken bool
	// TrustedProxies are the networks of proxies whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// Clock is nil for the machine's own.
	Clock Clock
	// Demo is nil where there is no demonstration.
	Demo *Demo
}

// Server is the two servers over one store.
type Server struct {
	config Config
	state  *state
	hash   tokenHash

	// Token is the admin token where New made one, else "". It is kept nowhere.
	Token string
}

// New reads or makes the admin token. Everything else waits for Serve.
func New(ctx context.Context, config Config) (*Server, error) {
	token, hash, err := ensureToken(ctx, config.Store, config.NewToken)
	if err != nil {
		return nil, err
	}
	if config.Clock == nil {
		config.Clock = wallClock{}
	}
	s := newState(config.Store, snippet.NewBuilder(), caching(config.MaxAge), config.Clock, config.Log)
	return &Server{config: config, state: s, hash: hash, Token: token}, nil
}

// Loaded waits until everything that was in the store is served.
func (s *Server) Loaded(ctx context.Context) error {
	return s.state.await(ctx, func() bool { return s.state.loaded })
}

// Serve answers on both listeners, which it closes, until the context is done;
// then it finishes the requests under way and returns. Call it once. The store
// can be closed afterwards.
func (s *Server) Serve(ctx context.Context, publicly, admin net.Listener) error {
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.state.follow(following)
	}()

	both := []*listening{
		{newPublicApp(s.state, s.config), publicly, publicEndsWithin},
		{newAdminApp(s.state, hostsOf(admin.Addr(), s.config.AdminHosts), s.hash, s.config.Log), lingering{admin}, adminEndsWithin},
	}
	failed := make(chan error, len(both))
	for _, l := range both {
		go func() { failed <- l.app.Listener(l.on) }()
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	ends := make(chan error, len(both))
	for _, l := range both {
		go func() { ends <- l.end(s.config.Log) }()
	}
	for range both {
		err = errors.Join(err, <-ends)
	}
	stop()
	<-ended
	if err != nil {
		return engine.Wrap(engine.CodeUnavailable, err, "The server had to end: "+err.Error()+".")
	}
	return nil
}

// listening is an app on its listener.
type listening struct {
	app    *fiber.App
	on     net.Listener
	within time.Duration
}

// end lets nobody in any more, and waits for those inside.
func (l *listening) end(log *slog.Logger) error {
	err := l.app.ShutdownWithTimeout(l.within)
	if errors.Is(err, context.DeadlineExceeded) {
		log.Warn("Connections were still open at the end, and were cut.", "address", l.on.Addr().String())
		err = nil
	}
	// Where the app had not begun to listen, shutting down did not close it.
	if closing := l.on.Close(); !errors.Is(closing, net.ErrClosed) {
		err = errors.Join(err, closing)
	}
	return err
}
