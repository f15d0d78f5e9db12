/** One word for each state, the same in every list, chip and report. */
export const states = {
  draft: 'Bản nháp',
  in_review: 'Chờ duyệt',
  changes_requested: 'Cần sửa',
  approved: 'Đã duyệt',
  scheduled: 'Đã lên lịch',
  sending: 'Đang gửi',
  published: 'Đã đăng',
  partial: 'Đăng một phần',
  uncertain: 'Chưa rõ kết quả',
  failed: 'Lỗi',
  withdrawn: 'Đã gỡ',
  archived: 'Lưu trữ',
}
