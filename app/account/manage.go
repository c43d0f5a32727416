package account

import (
	"context"
	"database/sql"
	"errors"

	"porchlight/app/fault"
	"porchlight/app/store"
)

// CommandLine is who changes accounts from the machine that the site runs on: the rules for owners are not for them, but for the one
// that the site keeps an owner.
const CommandLine int64 = 0

// Disable keeps an account from being logged in to, on all nodes at once: its sessions end, its link and its devices are forgotten, and
// questions are mailed to it no more. What it wrote keeps its author, which is why accounts are disabled and not deleted. It fails with
// fault.Forbidden for oneself and with fault.Conflict for the last owner who can log in. One that is disabled stays so.
func (a *Accounts) Disable(ctx context.Context, by, id int64) (Account, error) {
	return a.manage(ctx, by, id, func(q store.Queries, who store.Account) error {
		if err := othersOwn(ctx, q, who); err != nil || who.DisabledAt.Valid {
			return err
		}
		return errors.Join(q.DisableAccount(ctx, someTime(a.now()), id), q.DeleteInvitation(ctx, id), q.DeleteSessionsOf(ctx, id), q.DeleteDevicesOf(ctx, id))
	})
}

// Enable lets an account be logged in to again, with what it was before.
func (a *Accounts) Enable(ctx context.Context, by, id int64) (Account, error) {
	return a.manage(ctx, by, id, func(q store.Queries, _ store.Account) error { return q.EnableAccount(ctx, id) })
}

// SetRole changes what an account may do. Its sessions end, so that no page stays open which it may not see any more. It fails like
// Disable, with fault.Invalid for a role that there is not, and changes nothing for the role that it has.
func (a *Accounts) SetRole(ctx context.Context, by, id int64, role Role) (Account, error) {
	if err := role.check(); err != nil {
		return Account{}, err
	}
	return a.manage(ctx, by, id, func(q store.Queries, who store.Account) error {
		if who.Role == string(role) {
			return nil
		}
		if err := othersOwn(ctx, q, who); err != nil {
			return err
		}
		err := errors.Join(q.SetRole(ctx, string(role), id), q.DeleteSessionsOf(ctx, id))
		if role.MayAnswer() {
			return err
		}
		return errors.Join(err, q.DeleteDevicesOf(ctx, id))
	})
}

// Withdraw removes an account that nobody has logged in to yet, with its link. It fails with fault.Conflict for one that was used: that
// has a history, and is disabled instead.
func (a *Accounts) Withdraw(ctx context.Context, by, id int64) (Account, error) {
	return a.manage(ctx, by, id, func(q store.Queries, who store.Account) error {
		if who.JoinedAt.Valid {
			return fault.New(fault.Conflict, "%s has joined already. Disable the account instead: what it wrote keeps its author.", who.Email)
		}
		return q.DeleteAccount(ctx, id)
	})
}

// EndAll ends all sessions of another account, and says how many.
func (a *Accounts) EndAll(ctx context.Context, by, id int64) (ended int64, err error) {
	_, err = a.manage(ctx, by, id, func(q store.Queries, _ store.Account) (err error) {
		ended, err = q.DeleteOtherSessions(ctx, id, digest(""))
		return err
	})
	return ended, err
}

// EndSessionOf ends one session of another account; fault.NotFound when it is none of its, or over.
func (a *Accounts) EndSessionOf(ctx context.Context, by, id int64, session string) error {
	_, err := a.manage(ctx, by, id, func(q store.Queries, _ store.Account) error { return endSession(ctx, q, id, session) })
	return err
}

// manage changes somebody else's account and returns it as it is then. All is looked at inside of the transaction that changes it: of two
// owners who disable each other at once, on whatever nodes, one is too late.
func (a *Accounts) manage(ctx context.Context, by, id int64, change func(store.Queries, store.Account) error) (changed Account, _ error) {
	err := a.store.Write(ctx, func(q store.Queries) error {
		if err := a.mayManage(ctx, q, by, id); err != nil {
			return err
		}
		who, err := q.AccountByID(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			return noAccount()
		}
		if err == nil {
			err = change(q, who)
		}
		if err != nil {
			return err
		}
		now, err := q.AccountByID(ctx, id)
		if errors.Is(err, sql.ErrNoRows) { // it was to be removed
			now, err = who, nil
		}
		changed = fromRow(now)
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return changed, nil
}

func (a *Accounts) mayManage(ctx context.Context, q store.Queries, by, id int64) error {
	if by == CommandLine {
		return nil
	}
	if by == id {
		return fault.New(fault.Forbidden, "Nobody changes their own account here, so that nobody locks themselves out. Another owner can.")
	}
	owner, err := q.AccountByID(ctx, by)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (!Role(owner.Role).MayAnswer() || owner.DisabledAt.Valid) {
		return fault.New(fault.Forbidden, "Your account was changed meanwhile, and may not do this any more.")
	}
	return err
}

// othersOwn fails with fault.Conflict when nobody but this one could log in as an owner.
func othersOwn(ctx context.Context, q store.Queries, who store.Account) error {
	if !Role(who.Role).MayAnswer() || who.DisabledAt.Valid || !who.JoinedAt.Valid {
		return nil
	}
	others, err := q.CountOtherOwners(ctx, who.ID)
	if err == nil && others == 0 {
		return fault.New(fault.Conflict, "%s is the only owner who can log in. Make somebody else an owner first.", who.Email)
	}
	return err
}

func noAccount() error { return fault.New(fault.NotFound, "There is no such account.") }
