"""Pictures are decoded and kept whole, shown by texts, served as pictures only, and stay while somebody needs them."""

import hashlib
import io
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.utils import timezone
from PIL import Image, ImageCms

from tests import factories
from tests.staff.hostile_files import hostile_files, picture
from therapies import publishing
from therapies.models import JournalEntry, Mention, Picture, Version
from therapies.publishing.exporting import export_content
from therapies.publishing.loading import load_content
from therapies.publishing.picture_decoding import written_anew
from therapies.publishing.picture_folder import put_files
from therapies.publishing.pictures import uses_of
from therapies.text.pictures import known_pictures

pytestmark = pytest.mark.django_db
NEVER = "0" * 32


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def ana():
    return factories.staff("ana")


def kept(ana, *, content=None, alt="A drip", **more) -> Picture:
    return publishing.keep_picture(content or picture(), name="drip.jpg", alt=alt, by=ana, **more)


def names(media) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def opened(file) -> Image.Image:
    return Image.open(io.BytesIO(file.content))


# --- decoding ---


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((120, 90), [120]),
        ((800, 10), [800]),
        ((999, 10), [999]),
        ((1_000, 10), [800, 1_000]),
        ((4_000, 3_000), [800, 1_600]),
        ((1, 9_000), [1]),
    ],
)
def test_a_picture_becomes_one_or_two_widths_of_two_kinds(size, widths):
    written = io.BytesIO()
    Image.new("RGB", size, "teal").save(written, "PNG")

    files = written_anew(written.getvalue())

    assert [(file.width, file.ending) for file in files] == [(w, end) for w in widths for end in ("webp", "jpg")]
    assert [opened(file).size for file in files] == [(file.width, file.height) for file in files]
    assert all(file.height <= 3_200 for file in files)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_keeps_its_look(mode):
    grey = Image.linear_gradient("L").resize((64, 64))
    written = io.BytesIO()
    # Pillow makes 16 bits of 8 without making them larger.
    image = grey.convert("I").point(lambda value: value * 257).convert("I;16") if mode == "I;16" else grey.convert(mode)
    image.save(written, "PNG")

    jpeg = opened(written_anew(written.getvalue())[-1])

    assert jpeg.mode == "RGB"
    assert [abs(jpeg.getpixel((32, y))[0] - grey.getpixel((32, y))) < 12 for y in (1, 62)] == [True, True]


def test_a_see_through_picture_stays_so():
    image = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 25, 50))
    written = io.BytesIO()
    image.save(written, "PNG")

    webp, png = written_anew(written.getvalue())

    assert (webp.ending, png.ending) == ("webp", "png")
    assert opened(png).getpixel((40, 9))[3] == 0
    assert opened(png).getpixel((9, 9)) == (0, 0, 255, 255)
    assert opened(webp).mode == "RGBA"


def test_a_palette_with_one_see_through_colour_stays_so():
    image = Image.new("P", (50, 50), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 25, 50))
    written = io.BytesIO()
    image.save(written, "PNG", transparency=0)

    _webp, png = written_anew(written.getvalue())

    assert (opened(png).getpixel((40, 9))[3], opened(png).getpixel((9, 9))) == (0, (0, 0, 255, 255))


def test_the_colours_of_a_printer_become_those_of_a_screen():
    written = io.BytesIO()
    Image.new("CMYK", (50, 50), (0, 255, 255, 0)).save(written, "JPEG")

    red, green, blue = opened(written_anew(written.getvalue())[-1]).getpixel((9, 9))

    assert red > 200 > 60 > max(green, blue)


def test_a_colour_profile_is_worked_in_and_left_out():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for each in (profile, srgb, b"nonsense"):
        files = written_anew(picture("PNG", icc_profile=each))
        assert [opened(file).info.get("icc_profile") for file in files] == [None, None]


@pytest.mark.parametrize("number", range(1, 9))
def test_a_picture_is_turned_upright(number):
    upright = Image.new("RGB", (60, 40), "red")
    upright.paste("blue", (0, 0, 20, 10))
    back = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
    stored = upright.transpose(Image.Transpose(turns[back[number]])) if number in back else upright
    exif = Image.Exif()
    exif[0x0112] = number
    written = io.BytesIO()
    stored.save(written, "PNG", exif=exif)

    shown = opened(written_anew(written.getvalue())[-1])

    assert shown.size == (60, 40)
    assert shown.getpixel((5, 4))[2] > 200
    assert shown.getpixel((50, 30))[0] > 200


PROBE = """
import io, sys, time
import django
django.setup()
from therapies.publishing.picture_decoding import written_anew
from therapies.publishing.picture_heads import PictureRefused
from tests.staff.hostile_files import picture
written_anew(picture())
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
open("/proc/self/clear_refs", "w").write("5")
before, data = peak(), sys.stdin.buffer.read()
try:
    print(len(written_anew(data)), peak() - before)
except PictureRefused:
    print(0, peak() - before)
"""


def large(kind: str, mode: str, **how) -> bytes:
    written = io.BytesIO()
    size = (3_650, 2_735) if kind == "WEBP" else (8_000, 5_000)
    Image.linear_gradient("L").resize(size).convert(mode).save(written, kind, **how)
    return written.getvalue()


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="memory is measured as Linux tells it")
@pytest.mark.parametrize(
    ("kind", "mode", "how"),
    [
        ("PNG", "RGBA", {"compress_level": 1}),
        ("WEBP", "RGBA", {"quality": 50, "method": 0}),
    ],
)
def test_the_largest_pictures_cost_a_worker_less_than_200_megabytes(kind, mode, how):
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "clinic_site.settings"}
    command = [sys.executable, "-W", "ignore", "-c", PROBE]
    data = large(kind, mode, **how)
    asked = subprocess.run(command, input=data, capture_output=True, env=env, cwd=site.BASE_DIR, check=True)

    number, kilobytes = map(int, asked.stdout.split())

    assert number == 4
    assert kilobytes < 200_000


# --- keeping ---


def test_a_picture_is_kept_with_all_its_files_and_a_line_in_the_log(ana, media):
    row = kept(ana, content=picture(size=(1_700, 900)))

    assert (row.alt, row.width, row.height, row.uploaded_by, row.original_name) == (
        "A drip",
        1_600,
        847,
        ana,
        "drip.jpg",
    )
    assert names(media) == [f"{row.key}-{w}.{end}" for w in (1_600, 800) for end in ("jpg", "webp")]
    assert [path.name for path in media.iterdir()] == [row.key]
    assert JournalEntry.objects.get(action="uploaded a picture").detail == row.key


def test_the_same_upload_twice_is_one_picture(ana, media):
    first, second = kept(ana), kept(ana, alt="Another drip")

    assert first == second
    assert (Picture.objects.get().alt, len(names(media))) == ("A drip", 2)
    assert JournalEntry.objects.filter(action="uploaded a picture").count() == 1


def test_files_that_somebody_else_wrote_a_moment_ago_are_left_as_they_are(ana, media):
    # Two who send the same picture at once both decode it; the second finds the folder of the first.
    key = hashlib.sha256(picture()).hexdigest()[:32]
    put_files(key, written_anew(picture()))
    before = (media / key).stat().st_ino

    row = kept(ana)

    assert (row.key, (media / key).stat().st_ino) == (key, before)
    assert ([path.name for path in media.iterdir()], len(names(media))) == ([key], 2)


def test_nothing_is_left_when_the_disk_is_full(ana, media, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        kept(ana)

    assert (Picture.objects.count(), list(media.iterdir())) == (0, [])


def test_what_a_killed_process_left_is_cleared_by_the_next_upload(ana, media):
    old = time.time() - 2 * 60 * 60
    for name in (".unfinished-x", f".gone-{NEVER}", NEVER, "a-folder-of-somebody"):
        (media / name).mkdir(parents=True)
        (media / name / f"{NEVER}-9.jpg").write_bytes(b"x")
        os.utime(media / name, (old, old))
    (media / ".unfinished-now").mkdir()

    row = kept(ana)

    assert {path.name for path in media.iterdir()} == {row.key, ".unfinished-now", "a-folder-of-somebody"}


def test_an_old_picture_that_has_a_row_is_not_cleared(ana, media):
    row = kept(ana, now=timezone.now() - timedelta(days=400))
    old = time.time() - 2 * 60 * 60
    os.utime(media / row.key, (old, old))

    kept(ana, content=picture("PNG"))

    assert (media / row.key).is_dir()


# --- in texts ---


def test_a_picture_in_a_text_is_shown_in_two_kinds_and_widths(client, ana):
    row = kept(ana, content=picture(size=(1_700, 900)))
    article = factories.article(slug="x", body=f'![A "drip"](media/{row.key} "At the clinic")\n')

    page = client.get(article.get_absolute_url()).text

    base, sizes = f"/media/{row.key}", 'sizes="(min-width: 48rem) 42rem, 92vw"'
    assert (
        '<figure class="figure"><picture>'
        f'<source type="image/webp" srcset="{base}-800.webp 800w, {base}-1600.webp 1600w" {sizes}>'
        f'<img src="{base}-800.jpg" srcset="{base}-800.jpg 800w, {base}-1600.jpg 1600w" {sizes}'
        ' alt="A &quot;drip&quot;" loading="lazy" decoding="async" width="1600" height="847"></picture>'
        "<figcaption>At the clinic</figcaption></figure>"
    ) in page


def test_a_narrow_picture_is_no_sign(client, ana):
    row = kept(ana, content=picture(size=(40, 30)))
    article = factories.article(slug="x", body=f"![A drip](media/{row.key})\n")

    page = client.get(article.get_absolute_url()).text

    assert f'<figure class="figure"><picture><source type="image/webp" srcset="/media/{row.key}-40.webp 40w"' in page


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("![A drip](media/{key})", []),
        ('![](media/{key} "decorative")', []),
        ("![A drip](media/" + NEVER + ")", [f'There is no uploaded picture "media/{NEVER}".']),
        ("![](media/{key})", ["Describe the picture for people who do not see it"]),
        ("![A drip](media/{key}.jpg)", ['.jpg" is not the name of a picture.']),
        ("![A drip](media/../{key})", ["is not the name of a picture."]),
        ("Words ![A drip](media/{key}) words", ["A picture stands in a paragraph of its own"]),
    ],
)
def test_a_text_is_checked_for_its_pictures(ana, mark, said):
    from tests.text.texts import refusals

    found = refusals(f"Words.\n\n{mark.format(key=kept(ana).key)}\n", known_pictures=known_pictures())

    assert len(found) == len(said)
    assert all(words in line and line.startswith("3: ") for words, line in zip(said, found, strict=True))


def test_a_text_with_an_unknown_picture_does_not_reach_patients(ana):
    article = factories.article(slug="x", live=False)
    version = factories.draft(article, body=f"![A drip](media/{NEVER})\n")

    with pytest.raises(publishing.NotPublishable, match="There is no uploaded picture"):
        publishing.publish(version)


def test_words_like_the_address_of_a_picture_are_only_words(ana):
    factories.article(slug="x", body=f"[Elsewhere](https://example.org/media/{NEVER}) and media/{NEVER}.\n")

    assert Version.objects.live().count() == 1


def test_a_page_with_a_picture_is_exported_and_loaded_again(ana, tmp_path):
    row = kept(ana)
    article = factories.article(slug="x", body=f"![A drip](media/{row.key})\n")
    folder = tmp_path / "content"
    export_content(folder)

    report = load_content(folder, publish=True, pictures=known_pictures())

    assert report.problems == []
    assert (folder / "en/guide/x.md").read_text() == article.versions.first().text
    assert Mention.objects.get(what=Mention.PICTURE).target == row.key


def test_a_file_with_a_picture_that_is_not_here_is_refused_with_its_line(ana, tmp_path):
    path = tmp_path / "content/en/guide/x.md"
    path.parent.mkdir(parents=True)
    path.write_text(factories.text(body=f"Words.\n\n![A drip](media/{NEVER})\n"))

    report = load_content(tmp_path / "content", publish=True, pictures=known_pictures())

    (problem,) = report.problems
    assert "There is no uploaded picture" in problem.message
    assert path.read_text().splitlines()[problem.line - 1].startswith("![A drip]")


# --- who needs it ---


def test_every_version_that_needs_a_picture_is_told(ana):
    row, other = kept(ana), kept(ana, content=picture("PNG"))
    mark = f"![A drip](media/{row.key})\n"
    now = timezone.now()
    article = factories.article(slug="once", body=mark, now=now - timedelta(days=2))
    publishing.publish(factories.draft(article, body="Without.\n"))
    factories.article(slug="live", body=mark)
    draft = factories.article(slug="draft", live=False, body=mark)
    factories.draft(draft, body=f"{mark}\nMore.\n")

    uses = uses_of([row.key, other.key])

    assert {(use.version.article.slug, use.version.number, use.is_live, use.is_newest) for use in uses[row.key]} == {
        ("once", 1, False, False),
        ("live", 1, True, True),
        ("draft", 2, False, True),
    }
    assert uses[other.key] == []


def test_a_picture_stays_while_patients_read_it_once_or_will(ana, media):
    row = kept(ana)
    mark = f"![A drip](media/{row.key})\n"
    article = factories.article(slug="x", body=mark, now=timezone.now() - timedelta(days=2))
    publishing.publish(factories.draft(article, body="Without.\n"))

    with pytest.raises(publishing.PictureInUse, match="needs it"):
        publishing.delete_picture(row, by=ana)

    assert (Picture.objects.count(), len(names(media))) == (1, 2)


def test_a_picture_of_forgotten_drafts_may_go(ana, media, django_capture_on_commit_callbacks):
    row = kept(ana)
    article = factories.article(slug="x", live=False, body=f"![A drip](media/{row.key})\n")
    factories.draft(article, body="Without.\n")

    with django_capture_on_commit_callbacks(execute=True):
        publishing.delete_picture(row, by=ana)

    assert (Picture.objects.count(), list(media.iterdir())) == (0, [])


def test_the_files_stay_when_the_deletion_is_taken_back(ana, media, django_capture_on_commit_callbacks):
    row = kept(ana)

    with django_capture_on_commit_callbacks(execute=False):
        publishing.delete_picture(row, by=ana)

    assert len(names(media)) == 2


# --- serving ---


def test_a_picture_is_served_as_a_picture_and_nothing_else(client, ana, settings):
    row = kept(ana)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    for ending, content_type in (("webp", "image/webp"), ("jpg", "image/jpeg")):
        response = client.get(f"/media/{row.key}-120.{ending}", headers={"accept-encoding": "gzip"})

        assert (response.status_code, response.cookies) == (200, {})
        shown = dict(response.headers)
        assert int(shown.pop("Content-Length")) == len(response.getvalue())
        assert {
            name: value for name, value in shown.items() if name not in ("Permissions-Policy", "Referrer-Policy")
        } == {
            "Content-Type": content_type,
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "public, max-age=31536000, immutable",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "ETag": f'"{row.key}-120-{ending}"',
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }


def test_who_has_a_picture_is_not_sent_it_again(client, ana):
    url = f"/media/{kept(ana).key}-120.jpg"

    first = client.get(url)
    first.getvalue()

    response = client.get(url, headers={"if-none-match": first["ETag"]})

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "{key}-120.png",
        "{key}-121.jpg",
        "{key}-0120.jpg",
        "{key}-120.jpg/",
        "{key}-120.JPG",
        "{key}.jpg",
        "{key}",
        "{key}/{key}-120.jpg",
        "",
        "../secret_key",
        "%2e%2e/secret_key",
        "{key}-120.jpg%00",
        NEVER + "-120.jpg",
        "{key}-99999999999999999999.jpg",
    ],
)
def test_no_other_address_leads_into_the_folder(client, ana, media, path):
    key = kept(ana).key
    (media / NEVER).mkdir()
    (media / NEVER / f"{NEVER}-120.jpg").write_bytes(b"without a row")
    (media.parent / "secret_key").write_text("secret")

    assert client.get("/media/" + path.format(key=key), follow=True).status_code == 404


def test_a_picture_is_not_written_over_by_a_request(client, ana):
    assert client.post(f"/media/{kept(ana).key}-120.jpg", {"a": "b"}).status_code == 405


def test_a_hostile_file_leaves_the_decoder_free_for_the_next(ana):
    for name in ("png-damaged", "webp-canvas-lies", "jpeg-no-markers"):
        with pytest.raises(publishing.PictureRefused):
            kept(ana, content=hostile_files()[name][1])

    assert kept(ana).alt == "A drip"
