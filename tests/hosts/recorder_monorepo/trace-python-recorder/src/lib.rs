//! The recorder's extension module.

use pyo3_ffi::*;
use std::ptr::null_mut;

unsafe extern "C" fn format_version(_module: *mut PyObject, _none: *mut PyObject) -> *mut PyObject {
    PyLong_FromLong(trace_events::FORMAT_VERSION as _)
}

const METH_NOARGS: i32 = 4;
const PYTHON_ABI_VERSION: i32 = 3;

static mut METHODS: [PyMethodDef; 2] = [
    PyMethodDef { name: b"format_version\0".as_ptr().cast(), meth: Some(format_version), flags: METH_NOARGS, doc: null_mut() },
    PyMethodDef { name: null_mut(), meth: None, flags: 0, doc: null_mut() },
];

static mut MODULE: PyModuleDef = PyModuleDef {
    refcnt: 1,
    ty: null_mut(),
    init: null_mut(),
    index: 0,
    copy: null_mut(),
    name: b"_core\0".as_ptr().cast(),
    doc: null_mut(),
    size: -1,
    methods: null_mut(),
    rest: [null_mut(); 4],
};

#[no_mangle]
pub unsafe extern "C" fn PyInit__core() -> *mut PyObject {
    MODULE.methods = (&raw mut METHODS).cast();
    PyModule_Create2(&raw mut MODULE, PYTHON_ABI_VERSION)
}
