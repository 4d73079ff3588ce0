"""manage.py share_pictures: put the pictures of this machine into the bucket of all machines, once, when it is new."""

from django.core.management.base import BaseCommand, CommandError

from therapies.models import Picture
from therapies.text import shared_pictures
from therapies.text.counting import counted
from therapies.text.pictures import folder_of


class Command(BaseCommand):
    help = "Puts the pictures of this machine into the bucket that PICTURES_URL names. Running it again is safe."

    def handle(self, **options):
        if not shared_pictures.are_shared():
            raise CommandError("Set PICTURES_URL first, to the bucket that all machines share.")
        put, there, missing = 0, 0, []
        try:
            for key in Picture.objects.order_by("pk").values_list("key", flat=True):
                folder = folder_of(key)
                if shared_pictures.is_shared(key):
                    there += 1
                elif folder.is_dir():
                    shared_pictures.share(key, {file.name: file.read_bytes() for file in folder.iterdir()})
                    put += 1
                else:
                    missing.append(key)
        except shared_pictures.BucketSilent as problem:
            raise CommandError(str(problem)) from problem
        was = "was" if there == 1 else "were"
        self.stdout.write(f"{counted(put, 'picture')} put into the bucket, {there} {was} there.")
        if missing:
            raise CommandError(
                f"Neither here nor in the bucket: {', '.join(missing)}. Run this where the pictures were taken in."
            )
