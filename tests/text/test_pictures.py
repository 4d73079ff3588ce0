import pytest
from PIL import Image

from therapies.text import pictures
from therapies.text.pictures import Picture, known_pictures, picture_named


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES", tmp_path)
    return tmp_path


def test_a_drawing_says_its_size_in_its_view_box(folder):
    (folder / "drip.svg").write_text(
        '<?xml version="1.0"?>\n<svg xmlns="x"\n viewBox="0 0 320.4 200" fill="none"></svg>'
    )

    assert picture_named("drip.svg") == Picture("/static/img/articles/drip.svg", 320, 200)


def test_a_drawing_without_a_view_box_has_no_known_size(folder):
    (folder / "drip.svg").write_text("<svg></svg>")

    assert picture_named("drip.svg") == Picture("/static/img/articles/drip.svg", 0, 0)


def test_a_photograph_says_its_size_in_its_head(folder):
    Image.new("RGB", (30, 20)).save(folder / "room.png")

    assert picture_named("room.png") == Picture("/static/img/articles/room.png", 30, 20)


def test_a_damaged_photograph_has_no_known_size(folder):
    (folder / "room.jpg").write_bytes(b"not a picture")

    assert picture_named("room.jpg") == Picture("/static/img/articles/room.jpg", 0, 0)


def test_a_changed_picture_is_measured_again(folder):
    Image.new("RGB", (30, 20)).save(folder / "room.png")
    picture_named("room.png")
    Image.new("RGB", (60, 40)).save(folder / "room.png")

    assert picture_named("room.png").width == 60


@pytest.mark.parametrize("name", ["gone.svg", "../secret.svg", "Drip.svg", "drip.gif", "https://example.org/a.svg", ""])
def test_what_is_no_picture_of_this_site_is_none(name, folder):
    (folder.parent / "secret.svg").write_text("<svg></svg>")

    assert picture_named(name) is None


def test_the_known_pictures_are_the_files_of_the_folder(folder):
    (folder / "drip.svg").write_text("<svg></svg>")
    (folder / "old").mkdir()

    assert known_pictures() == {"drip.svg"}


def test_a_site_without_the_folder_has_no_pictures(monkeypatch, tmp_path):
    monkeypatch.setattr(pictures, "PICTURES", tmp_path / "gone")

    assert known_pictures() == frozenset()


@pytest.mark.parametrize(("width", "is_sign"), [(0, False), (1, True), (96, True), (97, False)])
def test_a_narrow_picture_of_known_size_is_a_sign(width, is_sign):
    assert Picture("/x.svg", width, 48).is_sign is is_sign
