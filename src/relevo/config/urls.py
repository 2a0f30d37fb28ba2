"""All addresses: machines at the root, people under their language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from relevo.cases.access.voices import people_on
from relevo.plumbing.health import healthz
from relevo.web.gallery import gallery
from relevo.web.public.worker import service_worker
from relevo.web.voice import urls as voice

handler500 = "relevo.plumbing.failures.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("sw.js", service_worker, name="service-worker"),
    path("", RedirectView.as_view(url="/es/"), name="root"),
    path("entrar/", RedirectView.as_view(pattern_name="accounts:start"), name="door"),
    path("desk/", RedirectView.as_view(pattern_name="desk:inbox"), name="desk"),
    *i18n_patterns(
        path("", include("relevo.web.public.urls")),
        path("entrar/", include("relevo.web.desk.signin")),
        path("cuenta/", include("relevo.web.desk.account_urls")),
        path("mesa/", include("relevo.web.desk.urls")),
        path("enlace/", include("relevo.web.link.urls")),
        path("su-voz/", include(voice.addresses(people_on))),
        path("respuesta/", include("relevo.web.answer.urls")),
        path("galeria/", gallery, name="gallery"),
    ),
]
