from therapies.text.problems import ArticleFileError, Problem


def test_a_problem_names_the_file_the_line_and_what_to_do():
    assert str(Problem("en/guide/x.md", 3, "Use spaces.")) == "en/guide/x.md:3: Use spaces."


def test_a_problem_of_the_whole_file_names_no_line():
    assert str(Problem("en/guide/x.md", 0, "The file is empty.")) == "en/guide/x.md: The file is empty."


def test_an_error_holds_all_problems_in_order_and_says_one_a_line():
    error = ArticleFileError([Problem("b", 1, "B."), Problem("a", 12, "L."), Problem("a", 2, "K.")])

    assert error.problems == (Problem("a", 2, "K."), Problem("a", 12, "L."), Problem("b", 1, "B."))
    assert str(error) == "a:2: K.\na:12: L.\nb:1: B."
