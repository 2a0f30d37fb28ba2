from django.urls import path

from relevo.web.desk.feeds import pages

urlpatterns = [path("", pages.feed_list, name="feeds")]
