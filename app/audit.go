package main

import (
	"errors"
	"fmt"
	"time"

	"porchlight/app/audit"
)

// Run checks the audit log, and fails when it was changed.
func (auditCheckCmd) Run(s *Settings, ctx *running) error {
	store, err := s.openThere(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	chain, err := audit.New(store, time.Now).Check(ctx)
	switch {
	case err != nil:
		return err
	case chain.Broken > 0:
		return fmt.Errorf("record %d does not fit to the one before: the log was changed beside the site", chain.Broken)
	case chain.Cut:
		return errors.New("the newest records are missing: they were taken away beside the site")
	case chain.Early:
		return fmt.Errorf("the oldest %d records are missing, before their time: they were taken away beside the site", chain.Gone)
	case chain.Gone > 0:
		fmt.Printf("%d records from before %s have gone; KEEP_AUDIT says how long they are kept\n", chain.Gone, chain.Since.UTC().Format(time.RFC3339))
	}
	if chain.Records == 0 {
		fmt.Println("there is no record yet")
		return nil
	}
	fmt.Printf("%d records fit together; the last has the hash %s\n", chain.Records, chain.Head)
	return nil
}
