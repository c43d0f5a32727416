package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"porchlight/app/account"
	"porchlight/app/fault"
	"porchlight/app/limit"
	"porchlight/app/notify"
)

const (
	pushLasts   = 24 * time.Hour // a question older than that is found in the inbox
	excerptMost = 160            // code points of a message that a push shows
)

// How often an owner is told, so that nobody can ring without end or use up what the mail server takes. What is too soon waits, and
// then says how things stand.
var (
	pushesOfConversation = limit.Rule{Name: "push", Every: time.Minute, Burst: 3} // to one device
	pushesToDevice       = limit.Rule{Name: "push-device", Every: time.Minute, Burst: 30}
)

// soon puts a notice off that would be one too many.
func (s *Server) soon(ctx context.Context, rule limit.Rule, key string) error {
	wait, err := s.Limiter.Take(ctx, rule, key)
	if err == nil && wait > 0 {
		err = notify.Later(wait)
	}
	return err
}

// answering returns an account that may answer questions just now; fault.NotFound for one that is gone, disabled or an admin's.
func (s *Server) answering(ctx context.Context, id int64) (account.Account, error) {
	who, err := s.Accounts.Find(ctx, id)
	if err == nil && (who.Disabled || !who.Role.MayAnswer()) {
		return account.Account{}, fault.New(fault.NotFound, "This account answers nothing.")
	}
	return who, err
}

// pushAsked pushes a question to one device of an owner.
func (s *Server) pushAsked(ctx context.Context, n notify.Notice) error {
	var to struct{ Subscription int64 }
	if err := n.Read(&to); err != nil {
		return err
	}
	a, err := s.stillAsked(ctx, n)
	if err != nil {
		return err
	}
	device, err := s.Accounts.Device(ctx, to.Subscription)
	if err == nil {
		_, err = s.answering(ctx, device.AccountID)
	}
	if fault.Is(err, fault.NotFound) {
		return notify.ErrNotNeeded
	}
	if err != nil {
		return err
	}
	done, err := s.Pusher.Turn(ctx, device.Endpoint)
	if err != nil {
		return err
	}
	defer done()
	if err := s.soon(ctx, pushesOfConversation, fmt.Sprint(a.ID, ":", device.ID)); err != nil {
		return err
	}
	if err := s.soon(ctx, pushesToDevice, fmt.Sprint(device.ID)); err != nil {
		return err
	}
	payload, err := json.Marshal(map[string]string{"title": a.Subject(), "body": cut(a.last().Body, excerptMost), "url": "/inbox/" + a.ID, "tag": a.ID})
	if err != nil {
		return err
	}
	err = s.Pusher.Send(ctx, notify.Subscription{Endpoint: device.Endpoint, P256dh: device.P256dh, Auth: device.Auth}, notify.Push{Topic: a.ID, TTL: pushLasts, Payload: payload})
	switch {
	case errors.Is(err, notify.ErrGone):
		if err := s.Accounts.DropDevice(ctx, device.ID); err != nil {
			return err
		}
		return notify.ErrNotNeeded
	case err != nil:
		return err
	}
	if err := s.Accounts.Pushed(ctx, device.ID); err != nil {
		s.Log.WarnContext(ctx, "when a device was last pushed to could not be noted", "error", err) // it is sent, and not to be sent again
	}
	return nil
}

// mailAsked mails questions to one owner.
func (s *Server) mailAsked(ctx context.Context, n notify.Notice) error {
	var to struct{ Account int64 }
	if err := n.Read(&to); err != nil {
		return err
	}
	who, err := s.answering(ctx, to.Account)
	if fault.Is(err, fault.NotFound) || err == nil && !who.Mails {
		return notify.ErrNotNeeded
	}
	if err != nil {
		return err
	}
	a, err := s.stillAsked(ctx, n)
	if err != nil {
		return err
	}
	if err := s.soon(ctx, s.Limits.mailsToOwner(), fmt.Sprint(who.ID)); err != nil {
		return err
	}
	text, html, err := s.Press.Current().Views.Mail("mail/asked", a)
	if err != nil {
		return err
	}
	return s.Mailer.Send(ctx, notify.Mail{To: who.Email, Subject: a.Subject(), Text: text, HTML: html, MessageID: n.UID, Settings: a.Settings})
}
