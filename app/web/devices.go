package web

import (
	"strconv"

	"porchlight/app/account"
	"porchlight/app/fault"

	"github.com/gofiber/fiber/v2"
)

// postDevice has pushes sent to the browser that asks, which go on after its session is over: so it is to be shown who asks. A browser
// that gives up one address for another shows it by what it knows of the old one.
func (s *Server) postDevice(c *fiber.Ctx) error {
	ctx, cancel := s.acting(c, didAddDevice, "", browserOf(c))
	defer cancel()
	device := account.Device{
		AccountID: accountOf(c).ID, Endpoint: field(c, "endpoint"), P256dh: field(c, "p256dh"), Auth: field(c, "auth"), Label: browserOf(c),
	}
	known, err := s.Accounts.ReplaceDevice(ctx, device.AccountID, field(c, "replaces"), field(c, "replaced_auth"))
	if err == nil && !known {
		err = s.Accounts.MustBeProved(ctx, c.Cookies(s.cookieName(staffCookie)))
	}
	if err != nil {
		return err
	}
	if err := s.Accounts.AddDevice(ctx, device); err != nil {
		return err
	}
	if err := s.Outbox.LookForDevices(ctx); err != nil {
		return err
	}
	return s.answerDevices(c)
}

func (s *Server) deleteDevice(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such device any more.")
	}
	ctx, cancel := s.acting(c, didRemoveDevice, "", "")
	defer cancel()
	if err := s.Accounts.RemoveDevice(ctx, accountOf(c).ID, id); err != nil {
		return err
	}
	return s.answerDevices(c)
}

func (s *Server) answerDevices(c *fiber.Ctx) error {
	if !wantsFragment(c) {
		return c.Redirect(reachPath+"#push", fiber.StatusSeeOther)
	}
	return s.showReach(c)
}
