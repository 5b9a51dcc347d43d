"""How long public pages live in caches that people share."""

from django.views.decorators.cache import cache_control

# A shared cache may keep a page for a minute; browsers ask each time, so that nobody looks at yesterday.
# Only for views that are the same for everybody.
shared_page = cache_control(public=True, max_age=0, s_maxage=60)
