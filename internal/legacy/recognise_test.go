package legacy_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lantoa/lantoa/internal/legacy"
)

// stories are the texts of the demo in right Vietnamese, a paragraph each.
func stories(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../demo/data/samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Articles []struct {
			Headline string `json:"headline_vi"`
			Lead     string `json:"lead_vi"`
			Body     string `json:"body_vi"`
			English  string `json:"lead_en"`
		} `json:"articles"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, a := range file.Articles {
		all = append(all, a.Headline, a.Lead, a.English)
		all = append(all, strings.Split(a.Body, "\n")...)
	}
	return all
}

// foreign is right text of other languages, with what their typography brings.
func foreign() []string {
	return []string{
		"Où étiez-vous en été ? La forêt près du château était très gênée, déjà à Noël : « Il a créé un modèle d'août ». Ça coûte 5 €, né à Orléans.",
		"Die Größe der Straßen in München überrascht: Österreich führt, möglich wäre höhere Qualität für alle Bürger. Köln hört zu.",
		"El año pasado, los niños aún bebían café en España: ¿qué pasó? «Así es», señaló él. La 1ª edición y la 2.ª, según Mª Jesús.",
		"A cooperação entre os países é útil: a educação, a saúde pública e as nações irmãs; não há avó sem ação, você também são português.",
		"Pemerintah Indonesia menyelenggarakan pertemuan tingkat tinggi ASEAN di Labuan Bajo untuk memperkuat ekonomi kawasan.",
		"Kerajaan Malaysia menganjurkan Sidang Kemuncak ASEAN ke-46 di Kuala Lumpur.", "Ang Pilipinas ay tagapangulo ng ASEAN sa taóng 2026; mañana, piñata, señor.",
		"ประชาคมอาเซียนร่วมมือกันเพื่อสันติภาพ", "ປະຊາຄົມອາຊຽນ ຮ່ວມມື", "សហគមន៍អាស៊ាន", "အာဆီယံ အသိုက်အဝန်း", "东盟共同体·合作", "ஆசியான் சமூகம்",
		"Governu Timor-Leste nian hetan adezaun ba ASEAN iha Kuala Lumpur, ema hotu kontente tebes ho desizaun ne'e; edukasaun no saúde.",
		"Particles under 2.5 µm and 10 µm, a torque of 5 N·m, 1½ cups, £5m and £m, © Reuters, ® registered, § 12, ±3, 25 m², 3 × 4 ÷ 2, café naïve résumé.",
		"Smörgåsbord på svenska: två höga träd, en ö, åka båt.", "Türkçe öğrenci döner, gökyüzü ve göl için sözlük.",
		"Từ «Việt» và “Nam” có 25 m², 10 µm; hoà bình, thuỷ sản, xoá, loá, quý, khoẻ – một ngày hội.",
		"La porta és oberta: col·lecció, il·lusió, paral·lel.",
	}
}

// TestRightTextIsLeftAlone: nothing that is right as it stands is taken for an old encoding.
func TestRightTextIsLeftAlone(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	for _, text := range append(stories(t), foreign()...) {
		check(t, tables, text)
		var blocks []legacy.Run
		for i, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".,;:?!", r) }) {
			check(t, tables, sentence)
			blocks = append(blocks, legacy.Run{Text: sentence, Block: i})
		}
		if found := tables.Recognise(blocks); len(found) > 0 {
			t.Errorf("%q, a block for each sentence, is taken for %+v", text, found)
		}
	}
	check(t, tables, strings.Join(stories(t), "\n"))
}

func check(t *testing.T, tables *legacy.Tables, text string) {
	t.Helper()
	if found := tables.Recognise([]legacy.Run{{Text: text, Font: "Times New Roman"}}); len(found) > 0 {
		t.Errorf("%q is taken for %s: %+v", text, found[0].Encoding, found[0].Parts)
	}
}

// TestEncodedTextIsRecognised takes stretches of right Vietnamese at random, encodes them and
// asks for them back.
func TestEncodedTextIsRecognised(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	var vietnamese []string
	for _, story := range stories(t) {
		vietnamese = append(vietnamese, strings.Fields(story)...)
	}
	rapid.Check(t, func(r *rapid.T) {
		e := rapid.SampledFrom(legacy.Encodings()).Draw(r, "encoding")
		from := rapid.IntRange(0, len(vietnamese)-40).Draw(r, "from")
		text := strings.Join(vietnamese[from:from+rapid.IntRange(20, 40).Draw(r, "words")], " ")
		if marks := len([]rune(text)) - len(strings.Map(func(c rune) rune {
			if c < 0x80 {
				return c
			}
			return -1
		}, text)); marks < 12 {
			return // English, or a list of names
		}
		coded := tables.Encode(e, text)
		found := tables.Recognise([]legacy.Run{{Text: coded}})
		if len(found) != 1 || found[0].Encoding != e {
			r.Fatalf("%q, which is %q in %s, gives %+v", text, coded, e, found)
		}
		want := text
		if e == legacy.TCVN3 {
			if strings.EqualFold(found[0].Parts[0].After, want) {
				return // the case of letters with a tone is not written
			}
		}
		if found[0].Parts[0].After != want {
			r.Fatalf("%s: %q came back as %q", e, text, found[0].Parts[0].After)
		}
	})
}

func TestRecognise(t *testing.T) {
	t.Parallel()
	tables := legacy.NewTables()
	for name, c := range map[string]struct {
		runs       []legacy.Run
		encoding   legacy.Encoding
		confidence legacy.Confidence
		before     string
		after      string
	}{
		"a title":            {[]legacy.Run{{Text: "ViÖt Nam vµ ASEAN"}}, legacy.TCVN3, legacy.Likely, "ViÖt Nam vµ ASEAN", "Việt Nam và ASEAN"},
		"a title in VNI":     {[]legacy.Run{{Text: "Vieät Nam vaø ASEAN"}}, legacy.VNI, legacy.Likely, "Vieät Nam vaø ASEAN", "Việt Nam và ASEAN"},
		"the font says it":   {[]legacy.Run{{Text: "c«", Font: ".VnTime"}}, legacy.TCVN3, legacy.Sure, "c«", "cô"},
		"a word in two runs": {[]legacy.Run{{Text: "Vie", Font: "VNI-Times"}, {Text: "ät Nam ñoåi môùi", Font: "VNI-Times"}}, legacy.VNI, legacy.Sure, "Vieät Nam ñoåi môùi", "Việt Nam đổi mới"},
		"only what is old": {[]legacy.Run{{Text: "Việt Nam đổi mới", Block: 1}, {Text: "Hîp t¸c kinh tÕ, v¨n ho¸ vµ gi¸o dôc", Block: 2}}, legacy.TCVN3, legacy.Likely,
			"Hîp t¸c kinh tÕ, v¨n ho¸ vµ gi¸o dôc", "Hợp tác kinh tế, văn hoá và giáo dục"},
	} {
		found := tables.Recognise(c.runs)
		if len(found) != 1 || len(found[0].Parts) != 1 {
			t.Errorf("%s: %+v", name, found)
			continue
		}
		got := found[0]
		if got.Encoding != c.encoding || got.Confidence != c.confidence || got.Parts[0].Before != c.before || got.Parts[0].After != c.after {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if found := tables.Recognise([]legacy.Run{{Text: "Đã viết lại bằng Unicode, nhưng tên phông còn đó", Font: ".VnTime"}}); len(found) > 0 {
		t.Errorf("right text in an old font is taken for %+v", found)
	}
}

// FuzzConvert: conversion ends, keeps the number of runs, gives the same when asked for what
// was recognised, and leaves blocks alone that were not asked for.
func FuzzConvert(f *testing.F) {
	tables := legacy.NewTables()
	for _, seed := range []string{"ViÖt Nam|tr\u00adêng", "Vieät |Nam", "T- t-ëng|a-b", "x|¦|-", "CéNG HOµ|X· -"} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, one bool) {
		var runs []legacy.Run
		for i, part := range strings.Split(strings.ToValidUTF8(text, "?"), "|") {
			runs = append(runs, legacy.Run{Text: part, Font: []string{"", ".VnTimeH", "VNI-Times"}[i%3], Block: map[bool]int{true: 0, false: i}[one]})
		}
		for _, e := range legacy.Encodings() {
			if got, _ := tables.Convert(e, runs, []int{}); strings.Join(got, "|") != strings.ToValidUTF8(text, "?") {
				t.Errorf("nothing was asked for, and %q became %q", text, got)
			}
			if got, parts := tables.Convert(e, runs, nil); len(got) != len(runs) || len(parts) != partsOf(tables.Recognise(runs), e) {
				t.Errorf("%d runs became %d, with the parts %+v", len(runs), len(got), parts)
			}
			for _, r := range tables.Recognise(runs) {
				for _, p := range r.Parts {
					if p.Before == p.After {
						t.Errorf("a part that does not change: %+v", p)
					}
				}
			}
		}
	})
}

func partsOf(found []legacy.Report, e legacy.Encoding) int {
	for _, r := range found {
		if r.Encoding == e {
			return len(r.Parts)
		}
	}
	return 0
}
