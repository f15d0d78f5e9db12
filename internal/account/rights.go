package account

import (
	"slices"
	"strings"

	"github.com/lantoa/lantoa/internal/fault"
)

// Role is the permanent code of a role.
type Role string

// The roles.
const (
	Contributor    Role = "contributor"
	Author         Role = "author"
	Editor         Role = "editor"
	Approver       Role = "approver"
	Secretary      Role = "secretary"
	Translator     Role = "translator"
	LeadOfficer    Role = "lead_officer"
	Inspector      Role = "inspector"
	Press          Role = "press"
	TechnicalAdmin Role = "technical_admin"
)

// Roles lists every role.
func Roles() []Role {
	return []Role{Contributor, Author, Editor, Approver, Secretary, Translator, LeadOfficer, Inspector, Press, TechnicalAdmin}
}

// Name is the role's name for people.
func (r Role) Name() fault.Text {
	names := map[Role]fault.Text{
		Contributor:    fault.T("cộng tác viên", "contributor"),
		Author:         fault.T("người viết", "author"),
		Editor:         fault.T("biên tập viên", "editor"),
		Approver:       fault.T("người duyệt", "approver"),
		Secretary:      fault.T("thư ký tòa soạn", "editorial secretary"),
		Translator:     fault.T("biên dịch", "translator"),
		LeadOfficer:    fault.T("chuyên viên đơn vị chủ trì", "lead unit officer"),
		Inspector:      fault.T("thanh tra", "inspector"),
		Press:          fault.T("cơ quan báo chí", "press client"),
		TechnicalAdmin: fault.T("quản trị kỹ thuật", "technical administrator"),
	}
	return names[r]
}

// Action is the permanent name of something that may be allowed.
type Action string

// The actions.
const (
	ArticleRead           Action = "article.read"
	ArticleCreate         Action = "article.create"
	ArticleEdit           Action = "article.edit"
	MediaRead             Action = "media.read"
	MediaEdit             Action = "media.edit"
	EditionSubmit         Action = "edition.submit"
	EditionRequestChanges Action = "edition.request_changes"
	EditionApprove        Action = "edition.approve"
	EditionReopen         Action = "edition.reopen"
	EditionSchedule       Action = "edition.schedule"
	EditionCorrect        Action = "edition.correct"
	EditionWithdraw       Action = "edition.withdraw"
	EditionArchive        Action = "edition.archive"
	DigestManage          Action = "digest.manage"
	ChannelRead           Action = "channel.read"
	ChannelManage         Action = "channel.manage"
	DeliveryRead          Action = "delivery.read"
	DeliveryAct           Action = "delivery.act"
	PersonManage          Action = "person.manage"
	PlanManage            Action = "plan.manage"
	AuditRead             Action = "audit.read"
	ReportRead            Action = "report.read"
	FeedReadPartner       Action = "feed.read_partner"
)

// Actions lists every action.
func Actions() []Action {
	return []Action{
		ArticleRead, ArticleCreate, ArticleEdit, MediaRead, MediaEdit,
		EditionSubmit, EditionRequestChanges, EditionApprove, EditionReopen, EditionSchedule, EditionCorrect, EditionWithdraw, EditionArchive,
		DigestManage, ChannelRead, ChannelManage, DeliveryRead, DeliveryAct,
		PersonManage, PlanManage, AuditRead, ReportRead, FeedReadPartner,
	}
}

// Verb says the action in words that follow "quyền" and "the right to".
func (a Action) Verb() fault.Text {
	verbs := map[Action]fault.Text{
		ArticleRead:           fault.T("xem bài", "read stories"),
		ArticleCreate:         fault.T("tạo bài", "create stories"),
		ArticleEdit:           fault.T("sửa bài", "edit stories"),
		MediaRead:             fault.T("xem kho ảnh", "see the media library"),
		MediaEdit:             fault.T("tải ảnh lên và mô tả ảnh", "upload and describe pictures"),
		EditionSubmit:         fault.T("gửi duyệt, rút lại", "submit for review or recall"),
		EditionRequestChanges: fault.T("trả lại để sửa", "request changes"),
		EditionApprove:        fault.T("duyệt", "approve"),
		EditionReopen:         fault.T("mở lại bản đã duyệt, đã gỡ hoặc lưu trữ", "reopen an edition"),
		EditionSchedule:       fault.T("lên lịch", "schedule"),
		EditionCorrect:        fault.T("đính chính, bỏ đính chính", "correct what was published"),
		EditionWithdraw:       fault.T("gỡ bài", "withdraw"),
		EditionArchive:        fault.T("lưu trữ", "archive"),
		DigestManage:          fault.T("quản lý bản tin định kỳ", "manage digests"),
		ChannelRead:           fault.T("xem kênh", "see channels"),
		ChannelManage:         fault.T("quản lý kênh", "manage channels"),
		DeliveryRead:          fault.T("xem lượt phát", "see deliveries"),
		DeliveryAct:           fault.T("xử lý lượt phát", "act on deliveries"),
		PersonManage:          fault.T("quản lý tài khoản", "manage accounts"),
		PlanManage:            fault.T("quản lý kế hoạch", "manage the plan"),
		AuditRead:             fault.T("xem nhật ký", "read the audit record"),
		ReportRead:            fault.T("xem báo cáo", "read reports"),
		FeedReadPartner:       fault.T("đọc nguồn tin dành cho đối tác", "read partner feeds"),
	}
	return verbs[a]
}

// Right is one line of the table: a role may do an action.
type Right struct {
	Role   Role
	Action Action
	// EveryUnit means that the unit of the grant does not narrow it: channels belong to
	// the house, and whoever coordinates or inspects sees every unit.
	EveryUnit bool
}

// Rights is the whole table, written by hand; documentation and checks are made from it.
// It follows how a government's newsroom divides its work: nobody approves alone what they
// wrote, and those who run the machines decide on no content.
func Rights() []Right {
	own := map[Role][]Action{
		Contributor: {ArticleRead, ArticleCreate, ArticleEdit, MediaRead, MediaEdit, EditionSubmit},
		Author:      {ArticleRead, ArticleCreate, ArticleEdit, MediaRead, MediaEdit, EditionSubmit, EditionCorrect, DeliveryRead},
		Editor: {ArticleRead, ArticleCreate, ArticleEdit, MediaRead, MediaEdit, EditionSubmit, EditionRequestChanges, EditionCorrect,
			EditionArchive, DigestManage, DeliveryRead, ReportRead},
		Approver: {ArticleRead, MediaRead, EditionRequestChanges, EditionApprove, EditionReopen, EditionSchedule, EditionCorrect,
			EditionWithdraw, EditionArchive, DeliveryRead, DeliveryAct, ReportRead},
		Secretary:      {ArticleRead, MediaRead, EditionRequestChanges, EditionSchedule, EditionArchive, DigestManage, DeliveryRead, DeliveryAct, ReportRead},
		Translator:     {ArticleRead, ArticleEdit, MediaRead, MediaEdit, EditionSubmit, DeliveryRead},
		TechnicalAdmin: {ChannelManage, DeliveryRead, DeliveryAct, PersonManage, PlanManage, AuditRead},
	}
	house := map[Role][]Action{
		Contributor:    {ChannelRead},
		Author:         {ChannelRead},
		Editor:         {ChannelRead},
		Approver:       {ChannelRead},
		Secretary:      {ChannelRead},
		Translator:     {ChannelRead},
		LeadOfficer:    {ArticleRead, MediaRead, ChannelRead, DeliveryRead, PlanManage, ReportRead},
		Inspector:      {ArticleRead, MediaRead, ChannelRead, DeliveryRead, AuditRead, ReportRead},
		Press:          {FeedReadPartner},
		TechnicalAdmin: {ChannelRead},
	}
	var table []Right
	for _, role := range Roles() {
		for _, action := range own[role] {
			table = append(table, Right{Role: role, Action: action})
		}
		for _, action := range house[role] {
			table = append(table, Right{Role: role, Action: action, EveryUnit: true})
		}
	}
	return table
}

// May judges whether the actor may do the action in a unit; "" asks for the whole house,
// which a grant in one unit does not cover.
func (a Actor) May(action Action, unit string) Decision {
	switch {
	case !a.Known():
		return denied(action, fault.T("Cần đăng nhập.", "You need to sign in."))
	case a.ID == SystemID && action != EditionApprove:
		return Decision{Allowed: true}
	case a.Scopes != nil && !slices.Contains(a.Scopes, action):
		return denied(action, fault.Tf("Khóa API này không có phạm vi %s.", "This API key lacks the scope %s.", action))
	case a.admin() && action.editorial():
		return denied(action, fault.T("Tài khoản quản trị kỹ thuật không viết và không duyệt nội dung.",
			"A technical administrator neither writes nor approves content."))
	}
	elsewhere := false
	for _, right := range a.rights(action) {
		if right.EveryUnit || right.unit == "" || unit != "" && right.unit == unit {
			return Decision{Allowed: true}
		}
		elsewhere = true
	}
	verb := action.Verb()
	if elsewhere {
		return denied(action, fault.Text{VI: "Quyền " + verb.VI + " của bạn không thuộc đơn vị này.",
			EN: "Your right to " + verb.EN + " does not cover this unit."})
	}
	return denied(action, fault.Text{VI: "Bạn không có quyền " + verb.VI + ".", EN: "You do not have the right to " + verb.EN + "."})
}

// Need is [Actor.May] as an error: [fault.Unauthenticated] for a stranger, otherwise
// [fault.Denied] with the reason and who can.
func (a Actor) Need(action Action, unit string) error {
	decision := a.May(action, unit)
	if decision.Allowed {
		return nil
	}
	if !a.Known() {
		return fault.New(fault.Unauthenticated, decision.Reason)
	}
	return fault.New(fault.Denied, decision.Words())
}

// Words says why not, and who can; nothing when it is allowed.
func (d Decision) Words() fault.Text {
	if len(d.WhoCan) == 0 {
		return d.Reason
	}
	var vi, en []string
	for _, role := range d.WhoCan {
		vi, en = append(vi, role.Name().VI), append(en, role.Name().EN)
	}
	return fault.Text{
		VI: d.Reason.VI + " Người có quyền: " + strings.Join(vi, ", ") + ".",
		EN: d.Reason.EN + " Who can: " + strings.Join(en, ", ") + ".",
	}
}

// Scope returns where the actor may do the action: in every unit, or in those listed. It
// is for lists, which show what may be seen and leave out the rest.
func (a Actor) Scope(action Action) (every bool, units []string) {
	if a.May(action, "").Allowed {
		return true, nil
	}
	for _, right := range a.rights(action) {
		if a.May(action, right.unit).Allowed && !slices.Contains(units, right.unit) {
			units = append(units, right.unit)
		}
	}
	slices.Sort(units)
	return false, units
}

// heldRight is a right with the unit of the grant that gives it.
type heldRight struct {
	Right
	unit string
}

func (a Actor) rights(action Action) []heldRight {
	var held []heldRight
	for _, right := range Rights() {
		if right.Action != action {
			continue
		}
		for _, grant := range a.Grants {
			if grant.Role == right.Role {
				held = append(held, heldRight{right, grant.Unit})
			}
		}
	}
	return held
}

func (a Actor) admin() bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == TechnicalAdmin })
}

// editorial tells the acts that technical administrators are kept from, even when
// another role of theirs would grant them.
func (a Action) editorial() bool {
	return strings.HasPrefix(string(a), "edition.") || a == ArticleCreate || a == ArticleEdit || a == MediaEdit || a == DigestManage
}

func denied(action Action, reason fault.Text) Decision {
	var who []Role
	for _, right := range Rights() {
		if right.Action == action {
			who = append(who, right.Role)
		}
	}
	return Decision{Reason: reason, WhoCan: who}
}
