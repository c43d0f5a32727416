package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// cannotListen says why an address cannot be had, and what to do.
func cannotListen(setting, addr string, err error) error {
	why, do := err.Error(), "write host:port, such as 127.0.0.1:3000"
	var told *net.OpError
	var system *os.SyscallError
	if errors.As(err, &told) {
		why = told.Err.Error()
	}
	if errors.As(err, &system) {
		why = system.Err.Error()
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		do = "stop what uses it or choose another port"
	case errors.Is(err, syscall.EACCES):
		do = "choose a port above 1023, or give this user the capability CAP_NET_BIND_SERVICE"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		do = "choose an address that this machine has; ip addr lists them"
	}
	return fmt.Errorf("%s %s cannot be listened on: %s; %s", setting, addr, why, do)
}
