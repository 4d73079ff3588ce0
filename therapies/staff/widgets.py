"""The widget of the Markdown editor."""

from django.forms import Script
from markdownx.widgets import MarkdownxWidget


class EditorWidget(MarkdownxWidget):
    """A textarea with a live preview. Nothing of the package's own script or style is loaded."""

    template_name = "admin/editor_widget.html"

    class Media:
        extend = False
        # In this order: the parts use what the first one offers.
        js = [Script("admin/vendor/turndown-7.2.5.js", defer=True)]
        js += [
            Script(f"admin/editor/{part}.js", defer=True)
            for part in (
                "text",
                "toolbar",
                "insert",
                "insert_picture",
                "clipboard_shapes",
                "clipboard",
                "paste",
                "findings",
                "preview",
                "drafts",
                "keeping",
                "presence",
                "merge",
                "table_text",
                "grid_plans",
                "grid",
                "steps",
                "questions",
            )
        ]
        css = {
            "all": ["admin/staff.css", "admin/editor.css", "admin/findings.css", "admin/keeping.css", "admin/grid.css"]
        }
