package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"porchlight/app/account"
	"porchlight/app/sqlite"

	"golang.org/x/term"
)

// Run adds an account.
func (u userAddCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, func(accounts *account.Accounts, password string) error {
		who, err := accounts.Create(ctx, u.Email, password, u.Role)
		if err == nil {
			fmt.Printf("added %s as %s\n", who.Email, who.Role)
		}
		return err
	})
}

// Run changes a password.
func (u userPasswdCmd) Run(s *Settings, ctx *running) error {
	return s.withAccounts(ctx, func(accounts *account.Accounts, password string) error {
		err := accounts.SetPassword(ctx, u.Email, password)
		if err == nil {
			fmt.Printf("changed the password of %s; its sessions are over\n", u.Email)
		}
		return err
	})
}

func (s *Settings) withAccounts(ctx *running, do func(*account.Accounts, string) error) error {
	store, err := s.open(ctx, sqlite.Beside)
	if err != nil {
		return err
	}
	defer store.Close()
	password, err := readPassword()
	if err != nil {
		return err
	}
	return do(account.New(store, time.Now), password)
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
