package archive

import "encoding/json"

// JSONSchema describes the lines of a noun (JSON Schema, draft 2020-12).
func JSONSchema(n Noun) ([]byte, error) {
	properties := map[string]any{}
	for _, c := range n.Columns {
		properties[c.Name] = describe(c)
	}
	b, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": n.Name, "type": "object",
		"properties": properties, "required": n.Names(), "additionalProperties": false,
	}, "", "  ")
	return append(b, '\n'), err
}

func describe(c Column) map[string]any {
	kind := map[Kind]string{Int: "integer", Bool: "boolean"}[c.Kind]
	if kind == "" {
		kind = "string"
	}
	d := map[string]any{"type": kind}
	if c.Nullable {
		d["type"] = []string{kind, "null"}
	}
	switch {
	case c.Kind == At:
		d["description"] = "an instant, RFC 3339, UTC"
		d["pattern"] = `^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$`
	case c.Kind == Bytes:
		d["description"] = "bytes of UTF-8, kept exactly"
	case c.Kind == JSON:
		d["description"] = "JSON, kept exactly"
	case c.Ref != "":
		d["description"] = "key of a line of " + c.Ref + ", or empty"
	}
	return d
}
