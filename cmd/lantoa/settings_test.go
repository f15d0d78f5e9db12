package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestSettingsAreShownWithoutSecrets(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.environ = append(c.environ, "LANTOA_DATABASE_URL=postgres://lantoa:Mat-Khau-2025@db.example:5432/lantoa", "LANTOA_LANGUAGE=en")
	out := c.says("set", "settings", "--workers=8")
	for _, one := range []string{"LANTOA_DATABASE_URL", "LANTOA_WORKERS", "--workers", "Zone in which people see times, by its IANA name."} {
		if !strings.Contains(out, one) {
			t.Errorf("%q is not shown:\n%s", one, out)
		}
	}
	var listed []struct {
		Name, Value, Source string
		Secret, Set         bool
	}
	all := c.says("", "settings", "--json")
	if err := json.Unmarshal([]byte(all), &listed); err != nil || len(listed) < 18 || strings.Contains(out+all, "Mat-Khau") {
		t.Errorf("%v, %s%s", err, out, all)
	}
	c.says("đã đặt", "settings", "--language=vi")
	c.says("takes settings", "settings", "--help")
	c.fails("is not understood", "settings", "zone")
}
