package server

import "time"

// Clock tells the time and wakes. Tests bring their own.
type Clock interface {
	Now() time.Time
	// AfterFunc calls do once, in a goroutine of its own, when d has passed; stop
	// keeps it from doing so, unless it has begun.
	AfterFunc(d time.Duration, do func()) (stop func() bool)
}

// wallClock is the machine's.
type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() }

func (wallClock) AfterFunc(d time.Duration, do func()) func() bool { return time.AfterFunc(d, do).Stop }
