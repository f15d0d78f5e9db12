/** The roles that a grant gives, and why somebody may not do something. */
export const roles = {
  contributor: 'cộng tác viên',
  author: 'người viết',
  editor: 'biên tập viên',
  approver: 'người duyệt',
  secretary: 'thư ký tòa soạn',
  translator: 'biên dịch',
  lead_officer: 'chuyên viên đơn vị chủ trì',
  inspector: 'thanh tra',
  press: 'cơ quan báo chí',
  technical_admin: 'quản trị kỹ thuật',
}

export const may = {
  unknown: 'Đang xem quyền của bạn.',
  who: 'Người làm được: {{who}}.',
  onBehalf: 'Bạn làm thay {{name}}.',
}
