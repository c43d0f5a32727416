package web

import (
	"context"
	"errors"
	"time"
)

const (
	shortestDrain = time.Second     // even a window of nothing leaves time to say goodbye
	longestTail   = 3 * time.Second // of a window, in which no socket is asked to go any more
)

// drain is when what has to be over while a server closes. Its window holds everything, and a tail of it is left for whoever
// does not answer: whatever is open, the process has ended when the window has.
type drain struct {
	spread                      time.Duration // over which the sockets are asked to go
	sockets, requests, farewell time.Time     // until when they may take: sockets, requests under way, and telling the other nodes
}

func drainOver(window time.Duration, now time.Time) drain {
	whole := max(window, shortestDrain)
	tail := min(whole/3, longestTail)
	end := now.Add(whole)
	return drain{spread: max(0, window-tail), sockets: end.Add(-tail * 2 / 3), requests: end.Add(-tail / 2), farewell: end.Add(-tail / 3)}
}

// Close refuses new sockets, closes those that are open with 1012 spread over the window, waits for requests under way and
// leaves the roster of the other nodes. It cuts off whatever is still open near the window's end, and returns before it.
func (s *Server) Close(window time.Duration) error {
	s.draining.Store(true)
	s.rest() // what is being sent has a moment left, and must not need it behind all the others
	plan := drainOver(window, time.Now())
	s.closeSockets(plan)
	err := s.finishRequests(plan.requests)
	s.stop()
	s.running.Wait()
	s.recordFailures(context.Background(), 0)
	ctx, cancel := context.WithDeadline(context.Background(), plan.farewell)
	defer cancel()
	s.deliver.wait(ctx)
	if leaveErr := s.Bus.Leave(ctx, s.Node); leaveErr != nil {
		s.Log.Warn("the other nodes could not be told that this one left: its lease will tell them", "error", leaveErr)
	}
	return err
}

func (s *Server) closeSockets(plan drain) {
	ctx, cancel := context.WithDeadline(context.Background(), plan.sockets)
	defer cancel()
	s.hub.Drain(ctx, plan.spread)
}

// finishRequests stops listening and waits until all that was asked is answered. Who has not finished asking is cut off.
func (s *Server) finishRequests(until time.Time) error {
	ctx, cancel := context.WithDeadline(context.Background(), until)
	defer cancel()
	err := s.app.ShutdownWithContext(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.Log.Info("connections were still open and are cut off")
		return nil
	}
	return err
}
