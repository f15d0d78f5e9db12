export const common = {
  save: 'Lưu',
  cancel: 'Hủy',
  close: 'Đóng',
  undo: 'Hoàn tác',
  open: 'Mở',
  more: 'Thêm',
  yes: 'Có',
  no: 'Không',
  all: 'Tất cả',
}
