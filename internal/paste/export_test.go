package paste

// Visible returns the words of what was pasted as a browser would show them.
func (c *Cleaner) Visible(raw string) string { return tree(c.Keep(Text{Body: raw}).Body).words() }
