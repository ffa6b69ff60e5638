//! The engine's extension module.

use pyo3_ffi::*;
use std::ptr::null_mut;

unsafe extern "C" fn fee(_module: *mut PyObject, _none: *mut PyObject) -> *mut PyObject {
    PyLong_FromLong(barter::fee_in_basis_points() as _)
}

const METH_NOARGS: i32 = 4;
const PYTHON_ABI_VERSION: i32 = 3;

static mut METHODS: [PyMethodDef; 2] = [
    PyMethodDef { name: b"fee\0".as_ptr().cast(), meth: Some(fee), flags: METH_NOARGS, doc: null_mut() },
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

#[cfg(all(test, feature = "python-tests"))]
mod tests {
    #[test]
    fn a_trade_has_a_fee() {
        assert_eq!(barter::fee_in_basis_points(), 25);
    }
}
