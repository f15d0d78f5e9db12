package part

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// The bounds of a file that is read. What it unpacks to is judged by what it announces,
// before anything of it is unpacked.
const (
	// MaxBytes is the largest file.
	MaxBytes = 50 << 20
	// maxParts bounds the parts in a file.
	maxParts = 3000
	// maxUnpacked bounds all parts together.
	maxUnpacked = 300 << 20
	// maxXML bounds a part that is read as XML, in bytes; maxNodes and maxDepth its elements.
	maxXML   = 24 << 20
	maxNodes = 600_000
	maxDepth = 200
)

// Pack is an opened file with its table of contents judged.
type Pack struct {
	parts map[string]*zip.File // by name in lower case, as names are compared (ECMA-376 part 2, 6.2.2)
	types contentTypes
	led   map[string]Relations // that were read, by the part that they are of
}

// contentTypes are the types of parts (ECMA-376 part 2, 7.3.7).
type contentTypes struct {
	byName map[string]string
	byEnd  map[string]string
}

// Relation leads from one part to another, or outside (ECMA-376 part 2, 6.5).
type Relation struct {
	ID       string
	Kind     string // the last word of its type, such as "image"
	Target   string // name of the part, or address where it is outside
	External bool
}

// TooLarge is the refusal of a file with more than [MaxBytes].
func TooLarge() error {
	return fault.New(fault.BodyTooLarge, fault.Tf("Tệp Word lớn hơn %d MB; thu nhỏ ảnh trong tệp (Nén ảnh) rồi gửi lại.",
		"The Word file is larger than %d MB; make its pictures smaller (Compress Pictures) and send it again.", MaxBytes>>20))
}

// Bomb is the refusal of a file that unpacks to too much.
func Bomb() error {
	return fault.New(fault.BodyTooLarge, fault.T("Tệp Word bung ra quá lớn; chép riêng nội dung bài sang một tệp mới rồi gửi lại.",
		"The Word file unpacks to too much; copy the story alone into a new file and send that."))
}

func damaged(cause error) error {
	return fault.New(fault.ValidationFailed, fault.T("Tệp Word hỏng hoặc không đúng dạng .docx; mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi gửi lại.",
		"The Word file is damaged or no proper .docx; open it in Word or LibreOffice, save it as .docx and send that.")).Because(cause)
}

// NotWord is the refusal of what is no Word file.
func NotWord(vi, en string) error { return fault.New(fault.MediaTypeUnknown, fault.T(vi, en)) }

// Open judges a file by its first bytes and its table of contents.
func Open(file []byte) (*Pack, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, TooLarge()
	case len(bytes.TrimSpace(file)) == 0:
		return nil, NotWord("Tệp rỗng; chọn tệp khác.", "The file is empty; choose another one.")
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")):
		return nil, compound(file)
	case bytes.HasPrefix(file, []byte("{\\rtf")):
		return nil, NotWord("Tệp là RTF; mở bằng Word, lưu lại thành .docx rồi gửi lại.", "The file is RTF; open it in Word, save it as .docx and send that.")
	case bytes.HasPrefix(file, []byte("%PDF")):
		return nil, NotWord("Tệp là PDF, không phải Word; gửi tệp .docx gốc.", "The file is a PDF and no Word file; send the original .docx.")
	case !bytes.HasPrefix(file, []byte("PK")):
		return nil, NotWord("Tệp không phải .docx; mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi gửi lại.",
			"The file is no .docx; open it in Word or LibreOffice, save it as .docx and send that.")
	}
	return unpack(file)
}

// compound tells the two things apart that begin with the same old header: .doc, and .docx
// under a password, whose stream is called EncryptedPackage.
func compound(file []byte) error {
	if bytes.Contains(file, utf16le("EncryptedPackage")) {
		return NotWord("Tệp được bảo vệ bằng mật khẩu; bỏ mật khẩu (Tệp › Thông tin › Bảo vệ tài liệu) rồi gửi lại.",
			"The file is protected by a password; take the password off (File › Info › Protect Document) and send it again.")
	}
	return NotWord("Tệp là .doc cũ; mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi gửi lại.",
		"The file is an old .doc; open it in Word or LibreOffice, save it as .docx and send that.")
}

func utf16le(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// unpack reads the table of contents and holds it to the bounds.
func unpack(file []byte) (*Pack, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, damaged(err)
	}
	if len(archive.File) > maxParts {
		return nil, Bomb()
	}
	p := &Pack{parts: map[string]*zip.File{}, led: map[string]Relations{}}
	var sum uint64
	for _, one := range archive.File {
		if sum += min(one.UncompressedSize64, maxUnpacked+1); sum > maxUnpacked {
			return nil, Bomb()
		}
		name := Key(one.Name)
		if _, twice := p.parts[name]; twice {
			return nil, damaged(fmt.Errorf("part %q stands twice", one.Name)) // two readers would read two files
		}
		if one.Flags&1 != 0 {
			return nil, damaged(errors.New("a part is encrypted"))
		}
		p.parts[name] = one
	}
	return p, p.readTypes()
}

// Key is a name of a part as it is compared.
func Key(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, "\\", "/")), "/"))
}

// Size is how many bytes a part unpacks to, as the table of contents announces it and the
// reader holds it to.
func (p *Pack) Size(name string) (uint64, bool) {
	part, ok := p.parts[Key(name)]
	if !ok {
		return 0, false
	}
	return part.UncompressedSize64, true
}

// Bytes reads a part of at most some bytes.
func (p *Pack) Bytes(name string, most int64) ([]byte, error) {
	part, ok := p.parts[Key(name)]
	if !ok {
		return nil, fmt.Errorf("there is no part %q", name)
	}
	if part.UncompressedSize64 > uint64(most) {
		return nil, Bomb()
	}
	body, err := part.Open()
	if err != nil {
		return nil, damaged(err)
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(io.LimitReader(body, most+1))
	switch {
	case err != nil:
		return nil, damaged(err)
	case int64(len(data)) > most:
		return nil, Bomb()
	}
	return data, nil
}

// Tree reads a part as XML; nil where there is none of the name.
func (p *Pack) Tree(name string) (*Node, error) {
	if _, ok := p.parts[Key(name)]; !ok || name == "" {
		return nil, nil //nolint:nilnil // a part that a file may lack
	}
	data, err := p.Bytes(name, maxXML)
	if err != nil {
		return nil, err
	}
	return parse(data)
}

func (p *Pack) readTypes() error {
	root, err := p.Tree("[Content_Types].xml")
	if err != nil {
		return err
	}
	if root == nil {
		return NotWord("Tệp nén này không phải tệp Word; gửi tệp .docx.", "This archive is no Word file; send the .docx.")
	}
	p.types = contentTypes{byName: map[string]string{}, byEnd: map[string]string{}}
	for _, one := range root.Kids {
		switch kind := one.Get("ContentType"); Local(one.Name) {
		case "Override":
			p.types.byName[Key(one.Get("PartName"))] = kind
		case "Default":
			p.types.byEnd[strings.ToLower(one.Get("Extension"))] = kind
		}
	}
	return nil
}

func (p *Pack) typeOf(name string) string {
	if kind, ok := p.types.byName[Key(name)]; ok {
		return kind
	}
	return p.types.byEnd[strings.TrimPrefix(path.Ext(Key(name)), ".")]
}

// Relations are those of one part, in their order.
type Relations struct {
	List []Relation
	ByID map[string]Relation
}

// Relations reads where a part leads; those of the whole file for "". Each part is read once.
func (p *Pack) Relations(name string) (Relations, error) {
	if known, ok := p.led[Key(name)]; ok {
		return known, nil
	}
	dir, base := path.Split(name)
	root, err := p.Tree(dir + "_rels/" + base + ".rels")
	if err != nil {
		return Relations{}, err
	}
	all := Relations{ByID: map[string]Relation{}}
	if root == nil {
		root = &Node{}
	}
	for _, one := range root.Kids {
		kind := one.Get("Type")
		r := Relation{ID: one.Get("Id"), Kind: kind[strings.LastIndexByte(kind, '/')+1:], Target: one.Get("Target"), External: one.Get("TargetMode") == "External"}
		if !r.External && strings.HasPrefix(r.Target, "/") {
			r.Target = strings.TrimPrefix(path.Clean(r.Target), "/")
		} else if !r.External {
			r.Target = strings.TrimPrefix(path.Clean("/"+dir+r.Target), "/")
		}
		if _, twice := all.ByID[r.ID]; !twice {
			all.List, all.ByID[r.ID] = append(all.List, r), r
		}
	}
	p.led[Key(name)] = all
	return all, nil
}

// Main finds the part with the text.
func (p *Pack) Main() (string, error) {
	relations, err := p.Relations("")
	if err != nil {
		return "", err
	}
	found := ""
	for _, one := range relations.List {
		if one.Kind != "officeDocument" || one.External {
			continue
		}
		if found != "" && Key(found) != Key(one.Target) {
			return "", damaged(errors.New("the file has two texts")) // two readers would read two files
		}
		kind := p.typeOf(one.Target)
		switch {
		case strings.Contains(kind, "spreadsheetml"):
			return "", NotWord("Tệp là bảng tính Excel, không phải Word; chép nội dung sang Word rồi gửi tệp .docx.",
				"The file is an Excel workbook and no Word file; copy the text into Word and send the .docx.")
		case strings.Contains(kind, "presentationml"):
			return "", NotWord("Tệp là bản trình chiếu PowerPoint, không phải Word; chép nội dung sang Word rồi gửi tệp .docx.",
				"The file is a PowerPoint presentation and no Word file; copy the text into Word and send the .docx.")
		}
		found = one.Target
	}
	if found != "" {
		return found, nil
	}
	return "", NotWord("Tệp nén này không có văn bản Word; gửi tệp .docx.", "This archive holds no Word text; send the .docx.")
}

// Macros reports whether the file holds programs.
func (p *Pack) Macros() bool {
	for name := range p.parts {
		if strings.HasSuffix(name, "vbaproject.bin") {
			return true
		}
	}
	return false
}
