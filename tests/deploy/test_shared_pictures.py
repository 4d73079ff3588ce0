"""Pictures of several machines: one takes them in, a bucket holds them, every machine shows them from copies of its own."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from clinic_site import environment
from tests import factories
from tests.staff.hostile_files import picture
from therapies import publishing
from therapies.models import Picture
from therapies.text.pictures import uploaded_picture
from therapies.text.shared_pictures import BucketSilent

from .bucket import bucket as running_bucket

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings, monkeypatch, tmp_path):
    with running_bucket() as running:
        monkeypatch.setenv("PICTURES_URL", running.url)
        settings.STORAGES = settings.STORAGES | environment.pictures("PICTURES_URL")
        settings.MEDIA_ROOT = tmp_path / "one"
        yield running


@pytest.fixture
def ana():
    return factories.staff("ana")


def kept(ana, **how) -> Picture:
    return publishing.keep_picture(picture(**how), name="drip.jpg", alt="A drip", by=ana)


def test_a_picture_that_one_machine_took_in_is_shown_by_another(bucket, ana, client, settings, tmp_path):
    key = kept(ana).key
    address = uploaded_picture(f"media/{key}").url
    here = client.get(address).getvalue()
    settings.MEDIA_ROOT = tmp_path / "two"

    shown = uploaded_picture(f"media/{key}")
    there = client.get(address).getvalue()

    assert shown.url == address
    assert there == here
    assert sorted(path.name for path in (tmp_path / "two" / key).iterdir()) == sorted(
        path.name for path in (tmp_path / "one" / key).iterdir()
    )


def test_the_bucket_is_asked_once_and_may_be_silent_after_that(bucket, ana, client, settings, tmp_path):
    key = kept(ana).key
    settings.MEDIA_ROOT = tmp_path / "two"
    address = uploaded_picture(f"media/{key}").url
    bucket.is_broken, asked = True, len(bucket.asked)

    answers = [client.get(address).getvalue() for _ in range(3)]

    assert answers == [answers[0]] * 3
    assert len(bucket.asked) == asked


def test_a_silent_bucket_leaves_no_picture_out_of_a_page(bucket, ana, settings, tmp_path):
    key = kept(ana).key
    settings.MEDIA_ROOT = tmp_path / "two"
    bucket.is_broken = True

    with pytest.raises(BucketSilent, match="The bucket of pictures did not do what it was asked"):
        uploaded_picture(f"media/{key}")

    assert list((tmp_path / "two").iterdir()) == []


def test_a_picture_that_the_bucket_does_not_take_is_not_taken_in(bucket, ana):
    bucket.is_broken = True

    with pytest.raises(publishing.PictureRefused) as refusal:
        kept(ana)

    assert str(refusal.value) == "The place for pictures does not answer. Wait a moment, then send yours again."
    assert not Picture.objects.exists()
    bucket.is_broken = False
    assert kept(ana).key in {name.partition("/")[0] for name in bucket.objects}


def test_half_a_picture_in_the_bucket_is_none(bucket, ana, settings, tmp_path):
    key = kept(ana).key
    del bucket.objects[f"{key}/names"]
    settings.MEDIA_ROOT = tmp_path / "two"

    assert uploaded_picture(f"media/{key}") is None


def test_names_that_are_not_ours_are_not_fetched(bucket, ana, settings, tmp_path):
    key = kept(ana).key
    bucket.objects[f"{key}/names"] += b"\n../../evil.png\nevil.html"
    settings.MEDIA_ROOT = tmp_path / "two"

    uploaded_picture(f"media/{key}")

    assert all(re.fullmatch(rf"{key}-\d+\.(webp|jpg)", path.name) for path in (tmp_path / "two" / key).iterdir())
    assert not (tmp_path / "evil.png").exists()


def test_a_deleted_picture_leaves_the_bucket(
    bucket, ana, client, settings, tmp_path, django_capture_on_commit_callbacks
):
    kept_picture = kept(ana)
    address = uploaded_picture(f"media/{kept_picture.key}").url
    assert len(bucket.objects) >= 3

    with django_capture_on_commit_callbacks(execute=True):
        publishing.delete_picture(kept_picture, by=ana)

    assert bucket.objects == {}
    assert client.get(address).status_code == 404


def test_without_a_bucket_nothing_is_asked(settings, ana, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "one"
    key = kept(ana).key
    settings.MEDIA_ROOT = tmp_path / "two"

    assert uploaded_picture(f"media/{key}") is None
    assert not (tmp_path / "two").exists()


def test_pictures_from_before_the_bucket_are_put_into_it_once(bucket, ana, settings, capsys):
    key = kept(ana).key
    held = dict(bucket.objects)
    bucket.objects.clear()

    call_command("share_pictures")
    call_command("share_pictures")

    assert bucket.objects == held
    assert (
        capsys.readouterr().out
        == "1 picture put into the bucket, 0 were there.\n0 pictures put into the bucket, 1 was there.\n"
    )
    assert key in next(iter(held))


def test_a_picture_that_neither_has_is_named(bucket, ana, settings, tmp_path):
    key = kept(ana).key
    bucket.objects.clear()
    settings.MEDIA_ROOT = tmp_path / "two"

    with pytest.raises(CommandError) as refusal:
        call_command("share_pictures")

    assert str(refusal.value) == f"Neither here nor in the bucket: {key}. Run this where the pictures were taken in."


def test_without_a_bucket_there_is_nothing_to_share(db):
    with pytest.raises(CommandError, match="Set PICTURES_URL first"):
        call_command("share_pictures")


@pytest.mark.parametrize(
    "url",
    [
        "http://s3.example.org/bucket",
        "s3://s3.example.org",
        "s3:///bucket",
        "s3://h:0/b1",
        "s3://h/One/two",
        "s3://h:x/b1",
    ],
)
def test_an_address_that_is_none_of_a_bucket_is_refused_without_its_secret(url, monkeypatch):
    monkeypatch.setenv("PICTURES_URL", url.replace("://", "://key:hidden@"))

    with pytest.raises(ImproperlyConfigured, match="PICTURES_URL is not an address of a bucket") as refusal:
        environment.pictures("PICTURES_URL")

    assert "hidden" not in str(refusal.value)
