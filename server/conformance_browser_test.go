//go:build browser

package server_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// driven is a running browser that opens addresses for us.
type driven struct {
	name    string // chromium, firefox, webkit
	proxy   proxy
	in      io.WriteCloser
	out     chan answer // closed when the driver has ended
	crashes chan string // has what has crashed since the last command "fresh", if anything
	asked   int
}

// answer is one of the driver's lines.
type answer struct {
	ID    int
	Value json.RawMessage
	Error string
	Crash string
}

// drivers is where the Node programs are that drive browsers.
const drivers = "testdata/drive"

// drive starts a browser with its driver. It ends with the test.
func drive(t *testing.T, name string) *driven {
	t.Helper()
	d := &driven{name: name}
	relay := httptest.NewServer(&d.proxy)
	t.Cleanup(relay.Close)
	// The context outlives the test's own, which ends before the clean-up does.
	ctx, cancel := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, "node", "drive.mjs", name, relay.Listener.Addr().String())
	command.Dir = drivers
	command.WaitDelay = patience
	var complaints strings.Builder
	command.Stderr = &complaints
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	d.in, d.out, d.crashes = in, make(chan answer, 1), make(chan string, 1)
	go func() {
		defer close(d.out)
		for lines := json.NewDecoder(out); ; {
			var a answer
			if lines.Decode(&a) != nil {
				return
			}
			if a.Crash == "" {
				d.out <- a
				continue
			}
			select {
			case d.crashes <- a.Crash:
			default: // one is enough
			}
		}
	}()
	t.Cleanup(func() {
		in.Close()
		stop := time.AfterFunc(patience, cancel)
		defer stop.Stop()
		defer cancel()
		for range d.out { // what it still says
		}
		if err := command.Wait(); err != nil || t.Failed() && complaints.Len() > 0 {
			t.Errorf("the driver of %s: %v\n%s", name, err, complaints.String())
		}
	})
	version, err := d.answer(0)
	if err != nil {
		t.Fatalf("%s does not start; `make test-browser` installs what it needs: %v\n%s", name, err, complaints.String())
	}
	t.Logf("%s %s", name, version)
	return d
}

// fresh makes the browser that of somebody who was never here.
func (d *driven) fresh() error {
	select {
	case <-d.crashes:
	default:
	}
	_, err := d.do("fresh", nil)
	return err
}

// do has the driver do something, and waits until it is done.
func (d *driven) do(what string, with any) (json.RawMessage, error) {
	d.asked++
	line, err := json.Marshal(map[string]any{"id": d.asked, "do": what, "with": with})
	if err != nil {
		return nil, err
	}
	if _, err := d.in.Write(append(line, '\n')); err != nil {
		return nil, err
	}
	return d.answer(d.asked)
}

func (d *driven) answer(id int) (json.RawMessage, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	for {
		select {
		case a, more := <-d.out:
			switch {
			case !more:
				return nil, errors.New("the driver has ended")
			case a.ID != id: // of a command for which nobody waits any more
				continue
			case a.Error != "":
				return nil, errors.New(a.Error)
			}
			return a.Value, nil
		case <-deadline.C:
			return nil, fmt.Errorf("the driver does not answer within %v", patience)
		}
	}
}

// proxy is where a browser's requests go that are not for this machine: those for
// hosts of the case at hand are answered by its site, all others are refused.
// So a case can stand on any domain, and no browser calls home.
type proxy struct{ site atomic.Pointer[stage] }

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	site := p.site.Load()
	if site == nil || r.Method == http.MethodConnect || !related(r.Host, site.scenario.Host) {
		http.Error(w, "not here", http.StatusBadGateway)
		return
	}
	site.ServeHTTP(w, r)
}

// related reports whether two hosts have their last two labels in common.
func related(a, b string) bool { return lastLabels(hostname(a)) == lastLabels(b) }

func lastLabels(host string) string {
	labels := strings.Split(host, ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// hostname is a host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}
