package web

import (
	"context"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"
)

const (
	shortestDrain = time.Second     // even a window of nothing leaves time to say goodbye
	longestTail   = 3 * time.Second // of a window, in which no socket is asked to go any more

	watchedFor    = 5 * time.Second         // after /readyz was asked: somebody asks again and again, and wants to be told
	longestNotice = 2500 * time.Millisecond // until a proxy that asks once a second has heard, with a slow answer in between
)

// drain is when what has to be over while a server closes. Its window holds everything, and a tail of it is left for whoever
// does not answer: whatever is open, the process has ended when the window has.
type drain struct {
	notice                      time.Duration // in which /readyz says that the node leaves, and all else goes on
	spread                      time.Duration // over which the sockets are asked to go
	sockets, requests, farewell time.Time     // until when they may take: sockets, requests under way, and telling the other nodes
}

func drainOver(window time.Duration, now time.Time, watched bool) drain {
	whole := max(window, shortestDrain)
	tail := min(whole/3, longestTail)
	end := now.Add(whole)
	notice := time.Duration(0)
	if watched {
		notice = min(window/4, longestNotice)
	}
	return drain{notice: notice, spread: max(0, window-tail-notice), sockets: end.Add(-tail * 2 / 3), requests: end.Add(-tail / 2), farewell: end.Add(-tail / 3)}
}

// Close says so on /readyz, and where somebody asks there, leaves them a moment to send their visitors elsewhere. Then it refuses
// new sockets, closes those that are open with 1012 spread over the window, waits for requests under way and leaves the roster of
// the other nodes. It cuts off whatever is still open near the window's end, and returns before it.
func (s *Server) Close(window time.Duration) error {
	s.leaving.Store(true)
	s.rest() // what is being sent has a moment left, and must not need it behind all the others
	now := time.Now()
	plan := drainOver(window, now, now.Sub(time.Unix(0, s.asked.Load())) < watchedFor)
	time.Sleep(plan.notice)
	s.draining.Store(true)
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

// part ends the connection of a request with its answer once the node leaves. A proxy that keeps connections has none left by the
// time that the node closes them, when its next request would be lost with one.
func (s *Server) part(c *fiber.Ctx) {
	if s.leaving.Load() && !c.Request().Header.ConnectionUpgrade() {
		c.Context().SetConnectionClose()
	}
}
