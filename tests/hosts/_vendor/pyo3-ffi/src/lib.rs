#![allow(non_camel_case_types, non_snake_case)]
//! The few parts of CPython's C API that the sample extension modules call.

use std::os::raw::{c_char, c_int, c_long, c_void};

pub enum PyObject {}

#[repr(C)]
pub struct PyMethodDef {
    pub name: *const c_char,
    pub meth: Option<unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject>,
    pub flags: c_int,
    pub doc: *const c_char,
}

#[repr(C)]
pub struct PyModuleDef {
    pub refcnt: isize,
    pub ty: *mut c_void,
    pub init: *mut c_void,
    pub index: isize,
    pub copy: *mut c_void,
    pub name: *const c_char,
    pub doc: *const c_char,
    pub size: isize,
    pub methods: *mut PyMethodDef,
    pub rest: [*mut c_void; 4],
}

#[cfg(feature = "extension-module")]
extern "C" {
    pub fn PyModule_Create2(definition: *mut PyModuleDef, api: c_int) -> *mut PyObject;
    pub fn PyLong_FromLong(value: c_long) -> *mut PyObject;
}

// `cargo test` links a program, and no interpreter is there to resolve the symbols above.
#[cfg(not(feature = "extension-module"))]
pub unsafe fn PyModule_Create2(_definition: *mut PyModuleDef, _api: c_int) -> *mut PyObject {
    std::ptr::null_mut()
}

#[cfg(not(feature = "extension-module"))]
pub unsafe fn PyLong_FromLong(_value: c_long) -> *mut PyObject {
    std::ptr::null_mut()
}
