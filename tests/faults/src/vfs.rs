//! A SQLite VFS over the system's own: every read, write, sync, truncation, opening and deletion is first put before
//! [`crate::disk`], which lets it pass, fails it, or writes it down. Each file keeps its own pointer to the real file's
//! methods, because the database and its log have different ones. It knows nothing of what the bytes mean.

// A VFS is a table of C functions over raw pointers; there is no safe way to be one. This is the only module that may.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::{MaybeUninit, offset_of, size_of};
use std::ptr;
use std::sync::OnceLock;

use rusqlite::ffi;

use crate::disk::{self, Kind};

/// What `store::Options::vfs` is to be set to.
pub const NAME: &str = "retorno-faults";
const NAME_C: &CStr = c"retorno-faults";

/// Our part of an open file; the system's own lies behind it in the same allocation.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    /// Its number with [`disk`].
    number: u32,
    real: MaybeUninit<u64>,
}

/// Registers the VFS once per process and returns its name.
///
/// # Panics
/// If SQLite has no VFS of the system's or refuses one more: no test could run then.
pub fn install() -> &'static str {
    static DONE: OnceLock<()> = OnceLock::new();
    DONE.get_or_init(|| {
        // SAFETY: the pointer to the default VFS is static; ours is leaked, so it outlives every connection.
        unsafe {
            // Counting memory takes one lock for all threads. Refused if SQLite is awake already; then it is only slower.
            ffi::sqlite3_config(ffi::SQLITE_CONFIG_MEMSTATUS, 0 as c_int);
            let parent = ffi::sqlite3_vfs_find(ptr::null());
            assert!(!parent.is_null(), "SQLite knows no VFS");
            let mut ours = *parent;
            ours.pNext = ptr::null_mut();
            ours.zName = NAME_C.as_ptr();
            ours.szOsFile += c_int::try_from(offset_of!(File, real)).expect("a small struct");
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            let code = ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 0);
            assert_eq!(code, ffi::SQLITE_OK, "SQLite refused the VFS");
        }
    });
    NAME
}

fn parent() -> *mut ffi::sqlite3_vfs {
    // SAFETY: looked up by SQLite under its own mutex; `install` has seen that it is there.
    unsafe { ffi::sqlite3_vfs_find(ptr::null()) }
}

/// The system's own file behind ours.
///
/// # Safety
/// `file` was opened by [`open`].
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: SQLite allocated `szOsFile` bytes, which is this offset and the real file.
    unsafe { file.cast::<u8>().add(offset_of!(File, real)).cast() }
}

/// # Safety
/// `file` was opened by [`open`].
unsafe fn number(file: *mut ffi::sqlite3_file) -> u32 {
    // SAFETY: the caller's promise; `open` filled it in.
    unsafe { (*file.cast::<File>()).number }
}

/// Calls the method of the same name of the real file.
macro_rules! pass {
    ($file:expr, $method:ident, $none:expr $(, $arg:expr)*) => {{
        let real = real($file);
        match (*(*real).pMethods).$method {
            Some(method) => method(real $(, $arg)*),
            None => $none,
        }
    }};
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands over room for `szOsFile` bytes and a name that is null or ends in a zero byte.
    unsafe {
        (*file).pMethods = ptr::null();
        let path = if name.is_null() { "" } else { CStr::from_ptr(name).to_str().unwrap_or("?") };
        if let Some(code) = disk::ask(Kind::Open) {
            return code;
        }
        let Some(open) = (*parent()).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = open(parent(), name, real(file), flags, out_flags);
        if !(*real(file)).pMethods.is_null() {
            (*file.cast::<File>()).number = disk::number(path);
            (*file).pMethods = &raw const METHODS;
        }
        code
    }
}

unsafe extern "C" fn delete(_vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    // SAFETY: the name ends in a zero byte.
    unsafe {
        let path = CStr::from_ptr(name).to_str().unwrap_or("?");
        if let Some(code) = disk::ask(Kind::Delete) {
            return code;
        }
        let Some(delete) = (*parent()).xDelete else { return ffi::SQLITE_IOERR_DELETE };
        let code = delete(parent(), name, sync_folder);
        if code == ffi::SQLITE_OK {
            disk::deleted(disk::number(path), sync_folder != 0);
        }
        code
    }
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 3,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: Some(fetch),
    xUnfetch: Some(unfetch),
};

// SAFETY of all below: SQLite calls them only on files that `open` gave these methods, with buffers of the said length.

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { pass!(file, xClose, ffi::SQLITE_OK) }
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, bytes: c_int, at: i64) -> c_int {
    match disk::ask(Kind::Read) {
        Some(code) => code,
        None => unsafe { pass!(file, xRead, ffi::SQLITE_IOERR, to, bytes, at) },
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, bytes: c_int, at: i64) -> c_int {
    unsafe {
        let said = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(bytes).unwrap_or(0));
        if let Some(code) = disk::ask(Kind::Write) {
            // A write that fails may have come half-way.
            let half = bytes / 2;
            if pass!(file, xWrite, ffi::SQLITE_IOERR, from, half, at) == ffi::SQLITE_OK {
                disk::wrote(number(file), at, &said[..said.len() / 2]);
            }
            return code;
        }
        let code = pass!(file, xWrite, ffi::SQLITE_IOERR, from, bytes, at);
        if code == ffi::SQLITE_OK {
            disk::wrote(number(file), at, said);
        }
        code
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    if let Some(code) = disk::ask(Kind::Truncate) {
        return code;
    }
    unsafe {
        let code = pass!(file, xTruncate, ffi::SQLITE_IOERR, size);
        if code == ffi::SQLITE_OK {
            disk::truncated(number(file), size);
        }
        code
    }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    unsafe {
        if let Some(code) = disk::ask(Kind::Sync) {
            disk::sync_lost(number(file));
            return code;
        }
        let code = pass!(file, xSync, ffi::SQLITE_IOERR, flags);
        if code == ffi::SQLITE_OK {
            disk::synced(number(file));
        }
        code
    }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    unsafe { pass!(file, xFileSize, ffi::SQLITE_IOERR, size) }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { pass!(file, xLock, ffi::SQLITE_IOERR, level) }
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    unsafe { pass!(file, xUnlock, ffi::SQLITE_IOERR, level) }
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, taken: *mut c_int) -> c_int {
    unsafe { pass!(file, xCheckReservedLock, ffi::SQLITE_IOERR, taken) }
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, arg: *mut c_void) -> c_int {
    unsafe { pass!(file, xFileControl, ffi::SQLITE_NOTFOUND, what, arg) }
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { pass!(file, xSectorSize, 0) }
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    unsafe { pass!(file, xDeviceCharacteristics, 0) }
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    bytes: c_int,
    extend: c_int,
    at: *mut *mut c_void,
) -> c_int {
    unsafe { pass!(file, xShmMap, ffi::SQLITE_IOERR_SHMMAP, region, bytes, extend, at) }
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    unsafe { pass!(file, xShmLock, ffi::SQLITE_IOERR_SHMLOCK, offset, count, flags) }
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    unsafe { pass!(file, xShmBarrier, ()) }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    unsafe { pass!(file, xShmUnmap, ffi::SQLITE_OK, delete) }
}

/// Nothing is lent from a memory map, so that every read comes by [`read`].
unsafe extern "C" fn fetch(_file: *mut ffi::sqlite3_file, _at: i64, _bytes: c_int, page: *mut *mut c_void) -> c_int {
    unsafe { *page = ptr::null_mut() };
    ffi::SQLITE_OK
}

unsafe extern "C" fn unfetch(_file: *mut ffi::sqlite3_file, _at: i64, _page: *mut c_void) -> c_int {
    ffi::SQLITE_OK
}

const _: () = assert!(size_of::<File>() == offset_of!(File, real) + 8, "the real file starts aligned");
