package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"porchlight/app/account"
	"porchlight/app/audit"
	"porchlight/app/store"

	"golang.org/x/term"
)

// Run adds an account.
func (u userAddCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, s.openBeside, record("account.add", u.Email, "as "+string(u.Role)), func(ctx context.Context, accounts *account.Accounts) error {
		password, err := readPassword()
		if err != nil {
			return err
		}
		who, err := accounts.Create(ctx, u.Email, password, u.Role)
		if err == nil {
			fmt.Printf("added %s as %s\n", who.Email, who.Role)
		}
		return err
	})
}

// Run changes a password.
func (u userPasswdCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, s.openThere, record("account.password", u.Email, ""), func(ctx context.Context, accounts *account.Accounts) error {
		password, err := readPassword()
		if err != nil {
			return err
		}
		err = accounts.SetPassword(ctx, u.Email, password)
		if err == nil {
			fmt.Printf("changed the password of %s; its sessions are over\n", u.Email)
		}
		return err
	})
}

// Run lists the accounts.
func (userListCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, s.openThere, audit.Record{}, func(ctx context.Context, accounts *account.Accounts) error {
		people, err := accounts.People(ctx)
		table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, p := range people {
			state, used := "can log in", "never used"
			switch {
			case p.Disabled:
				state = "disabled"
			case !p.Joined:
				state = "invited"
			}
			if !p.Used.IsZero() {
				used = "used " + p.Used.Format(time.DateOnly)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\tsince %s\t%s\n", p.Email, p.Role, state, p.At.Format(time.DateOnly), used)
		}
		return errors.Join(err, table.Flush())
	})
}

// Run disables an account.
func (u userDisableCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, s.openThere, record("account.disable", u.Email, ""), func(ctx context.Context, accounts *account.Accounts) error {
		who, err := accounts.ByEmail(ctx, u.Email)
		if err == nil {
			who, err = accounts.Disable(ctx, account.CommandLine, who.ID)
		}
		if err == nil {
			fmt.Printf("disabled %s; its sessions are over\n", who.Email)
		}
		return err
	})
}

// Run enables an account.
func (u userEnableCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, s.openThere, record("account.enable", u.Email, ""), func(ctx context.Context, accounts *account.Accounts) error {
		who, err := accounts.ByEmail(ctx, u.Email)
		if err == nil {
			who, err = accounts.Enable(ctx, account.CommandLine, who.ID)
		}
		if err == nil {
			fmt.Printf("enabled %s\n", who.Email)
		}
		return err
	})
}

// record is what the audit log says of what is done to an account from here.
func record(action, email, detail string) audit.Record {
	return audit.Record{Email: audit.CommandLine, Action: action, Subject: strings.ToLower(strings.TrimSpace(email)), Detail: detail}
}

// openBeside opens the store beside a site that may run, and makes one where there is none.
func (s *Settings) openBeside(ctx *running) (store.Store, error) { return s.open(ctx, store.Beside) }

// openThere makes none: a command in the wrong folder must not answer for an empty database.
func (s *Settings) openThere(ctx *running) (store.Store, error) {
	if err := s.isThere(); err != nil {
		return nil, err
	}
	return s.openBeside(ctx)
}

// withAccounts works on the accounts. What do changes is recorded with it.
func (s *Settings) withAccounts(ctx *running, open func(*running) (store.Store, error), did audit.Record, do func(context.Context, *account.Accounts) error) error {
	kept, err := open(ctx)
	if err != nil {
		return err
	}
	defer kept.Close()
	return do(audit.New(kept, time.Now).Along(ctx, did), account.New(kept, time.Now))
}

// readPassword asks on a terminal, without echo, and reads a line from anything else.
func readPassword() (string, error) {
	if term.IsTerminal(int(os.Stdin.Fd())) {
		fmt.Fprint(os.Stderr, "Password (12 characters or more): ")
		password, err := term.ReadPassword(int(os.Stdin.Fd()))
		fmt.Fprintln(os.Stderr)
		return string(password), err
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err == io.EOF && line == "" {
		return "", errors.New("no password was given: type it, or send it on standard input")
	}
	if err != nil && err != io.EOF {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}
