// See templates/components/plan_keep.html.
