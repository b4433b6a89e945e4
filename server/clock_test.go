package server

import (
	"slices"
	"sync"
	"time"
)

// handClock is a clock that stands until a test moves it.
type handClock struct {
	mu     sync.Mutex
	now    time.Time
	hurry  time.Duration // it goes on by this whenever somebody looks
	timers []*handTimer
}

type handTimer struct {
	at time.Time
	do func()
}

func newHandClock(now time.Time) *handClock { return &handClock{now: now} }

// hurrying makes every look at the clock an hour later than the one before.
func (c *handClock) hurrying() *handClock {
	c.hurry = time.Hour
	return c
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.hurry)
	return c.now
}

func (c *handClock) AfterFunc(d time.Duration, do func()) func() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d <= 0 {
		go do()
		return func() bool { return false }
	}
	timer := &handTimer{c.now.Add(d), do}
	c.timers = append(c.timers, timer)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		before := len(c.timers)
		c.timers = slices.DeleteFunc(c.timers, func(other *handTimer) bool { return other == timer })
		return len(c.timers) < before
	}
}

// advance moves the clock, and runs what is due in between, in order.
func (c *handClock) advance(d time.Duration) {
	c.mu.Lock()
	end := c.now.Add(d)
	c.mu.Unlock()
	for {
		c.mu.Lock()
		var next *handTimer
		for _, timer := range c.timers {
			if !timer.at.After(end) && (next == nil || timer.at.Before(next.at)) {
				next = timer
			}
		}
		if next == nil {
			c.now = end
			c.mu.Unlock()
			return
		}
		if next.at.After(c.now) {
			c.now = next.at
		}
		c.timers = slices.DeleteFunc(c.timers, func(other *handTimer) bool { return other == next })
		c.mu.Unlock()
		next.do()
	}
}

// set moves the clock as an administrator does, which no timer notices.
func (c *handClock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, timer := range c.timers {
		timer.at = timer.at.Add(now.Sub(c.now))
	}
	c.now = now
}

func (c *handClock) waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.timers)
}
