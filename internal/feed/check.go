package feed

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// check refuses what would be valid to a parser and wrong to a reader.
func (f Feed) check() error {
	if err := firstError(
		checkID(f.ID), checkLang(f.Lang), checkURL("self", f.SelfURL), checkURL("home", f.HomeURL),
		checkTime("updated", f.Updated),
	); err != nil {
		return fmt.Errorf("feed: %w", err)
	}
	if line(f.Title) == "" {
		return fmt.Errorf("feed: a feed needs a title")
	}
	seen := make(map[string]bool, len(f.Items))
	for i, it := range f.Items {
		if err := it.check(); err != nil {
			return fmt.Errorf("feed: item %d: %w", i, err)
		}
		if seen[it.ID] {
			return fmt.Errorf("feed: item %d: id %q stands twice; only the newest version belongs in a feed", i, it.ID)
		}
		seen[it.ID] = true
	}
	return nil
}

func (it Item) check() error {
	if err := firstError(
		checkID(it.ID), checkLang(it.Lang), checkURL("item", it.URL),
		checkTime("published", it.Published), checkTime("updated", it.Updated), it.checkNotes(),
	); err != nil {
		return err
	}
	if line(it.Title) == "" {
		return fmt.Errorf("an item needs a title")
	}
	if it.Version < 1 {
		return fmt.Errorf("version %d: versions count from 1", it.Version)
	}
	for _, p := range it.Pictures {
		if err := p.check(); err != nil {
			return err
		}
	}
	for _, c := range it.Categories {
		if c.Scheme == "" {
			continue
		}
		if err := checkURL("category scheme", c.Scheme); err != nil {
			return err
		}
	}
	for _, tr := range it.Translations {
		if err := firstError(checkLang(tr.Lang), checkURL("translation", tr.URL)); err != nil {
			return err
		}
	}
	return nil
}

// checkNotes sees that status and notes tell the same.
func (it Item) checkNotes() error {
	if it.Status != Usable && it.Status != Canceled {
		return fmt.Errorf("unknown status %q", it.Status)
	}
	for _, n := range it.Notes {
		switch n.Kind {
		case Update, Correction, FormalCorrection, Withdrawal:
		default:
			return fmt.Errorf("unknown kind of note %q", n.Kind)
		}
		if (n.Kind == Withdrawal) != (it.Status == Canceled) || n.Kind == Withdrawal && len(it.Notes) > 1 {
			return fmt.Errorf("note %q on an item that is %s, with %d notes", n.Kind, it.Status, len(it.Notes))
		}
		if line(n.Label) == "" {
			return fmt.Errorf("a note needs a label")
		}
		if err := checkTime("note", n.At); err != nil {
			return err
		}
	}
	return nil
}

// checkID wants an absolute IRI (RFC 4287, section 4.2.6); ids are compared character by
// character, so they are never cleaned.
func checkID(id string) error {
	u, err := url.Parse(id)
	if err != nil || u.Scheme == "" || id != legal(id) || strings.ContainsAny(id, " <>\"{}|\\^`") {
		return fmt.Errorf("id %q is no absolute IRI", id)
	}
	return nil
}

func checkURL(what, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" ||
		address != legal(address) || strings.ContainsAny(address, " <>\"{}|\\^`") {
		return fmt.Errorf("%s address %q is no absolute http or https URL", what, address)
	}
	return nil
}

// checkLang wants the form of a BCP 47 tag; "vi_VN" is the mistake it is there for.
func checkLang(tag string) error {
	for i, part := range strings.Split(tag, "-") {
		letters := strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
		figures := strings.Trim(letters, "0123456789")
		if part == "" || len(part) > 8 || i == 0 && (letters != "" || len(part) < 2 || len(part) > 3) || figures != "" {
			return fmt.Errorf("language %q is no BCP 47 tag", tag)
		}
	}
	return nil
}

// checkTime wants a year that every format can write.
func checkTime(what string, t time.Time) error {
	if y := t.UTC().Year(); t.IsZero() || y < 1 || y > 9998 {
		return fmt.Errorf("%s time %v is missing or out of range", what, t)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
