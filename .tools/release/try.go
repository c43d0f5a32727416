package main

import (
	"fmt"
	"regexp"
	"strings"
)

// frontDoor is the test that takes a binary from an empty folder to an answered message.
const frontDoor = "TestTheBinaryAloneInAnEmptyFolderServesAndItsFirstMessageIsAnswered"

var answered = regexp.MustCompile(`first message answered in .*`)

// tryAll runs each binary as a stranger would, the other architecture's by QEMU.
func tryAll(clone, out string) error {
	for _, t := range targets {
		file, err := binaries(out, t)
		if err != nil {
			return err
		}
		command := strings.Join(append(t.runner(), file), " ")
		said, err := said(clone, []string{"PORCHLIGHT=" + command}, "go", "test", "-count=1", "-v", "-run", "^"+frontDoor+"$", "./app/nodes")
		if err != nil {
			return err
		}
		took := answered.FindString(said)
		if took == "" {
			return fmt.Errorf("%s was not run:\n%s", frontDoor, said)
		}
		fmt.Printf("%s: %s\n", t.arch, took)
	}
	return nil
}
