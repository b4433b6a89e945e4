package server

import (
	"errors"
	"io"
	"net"
	"time"
)

const (
	lingerFor  = 2 * time.Second
	lingerOver = 64 << 20 // bytes
)

// lingering makes connections that hear a client out before they close. fasthttp
// answers to a body that is too large and closes at once; what the client was
// still sending then resets the connection, and it never sees the answer.
type lingering struct{ net.Listener }

func (l lingering) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return lingeringConn{tcp}, err
	}
	return conn, err
}

type lingeringConn struct{ *net.TCPConn }

// Close says that we are done, and leaves the rest to run out by itself: fasthttp
// closes many connections one after the other, with a lock held.
func (c lingeringConn) Close() error {
	if err := errors.Join(c.CloseWrite(), c.SetReadDeadline(time.Now().Add(lingerFor))); err != nil {
		return errors.Join(err, c.TCPConn.Close())
	}
	go func() {
		_, _ = io.CopyN(io.Discard, c.TCPConn, lingerOver) // whatever ends it,
		_ = c.TCPConn.Close()                              // nobody is there any more to be told
	}()
	return nil
}
