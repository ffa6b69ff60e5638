"""Notes in reStructuredText, as GitHub is told them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from release_tasks.core.changelog.as_markdown import as_markdown

WHOLE = """
=====
Added
=====

* Use ``--fast`` in :func:`~demo.core.run` (:pr:`12`, `#14 <https://x.example/14>`_, `#15`_).
* See the docs_, `the guide`__ and :ref:`more <target>`.

Fixed
~~~~~

#. One::

     code_here_

       more

#. Two

.. code-block:: python
   :linenos:

   import demo
   demo.run_()

.. note:: Mind ``this``.
   And *that*.

After.

.. _#15: https://x.example/15
.. _docs: https://docs.example
"""

MARKDOWN = """
### Added

* Use `--fast` in `run` (#12, [#14](https://x.example/14), [#15](https://x.example/15)).
* See the [docs](https://docs.example), the guide and `more`.

### Fixed

1. One:

   ```
   code_here_

     more
   ```

1. Two

```python
import demo
demo.run_()
```

**Note:** Mind `this`.
And *that*.

After.
"""


def test_what_changelogs_use() -> None:
    assert as_markdown(WHOLE) == MARKDOWN.strip()


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("x_y_z _private stay_ and `default role`", "x_y_z _private stay_ and `default role`"),
        ("``a`b`` ``c``", "``a`b`` `c`"),
        (":issue:`#3` :gh:`4` :ghissue:`5` :user:`ada` :mod:`!demo.x`", "#3 #4 #5 `ada` `demo.x`"),
        ("Shell ::\n\n    $ x\n\nend", "Shell\n\n```\n$ x\n```\n\nend"),
        ("- nothing\n- of it", "- nothing\n- of it"),
        ("a\n\n----\n\nb", "a\n\n\nb"),
        ("", ""),
    ],
)
def test_small_things(text: str, markdown: str) -> None:
    assert as_markdown(dedent(text)) == markdown
