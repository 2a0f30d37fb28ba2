"""Addresses of a network's directory and of its own list; included into the desk's."""

from django.urls import URLPattern, path

from relevo.web.desk.uploads import checking, directory, taking

urlpatterns: list[URLPattern] = [
    path("<str:key>/directorio/", directory.network_directory, name="network-directory"),
    path("<str:key>/directorio/hoja.docx", directory.as_sheet, name="network-directory-docx"),
    path("<str:key>/directorio/cuaderno.docx", directory.as_booklet, name="network-directory-a5"),
    path("<str:key>/directorio/texto/", directory.as_text, name="network-directory-text"),
    path("<str:key>/directorio/tabla.csv", directory.as_csv, name="network-directory-csv"),
    path("<str:key>/directorio/subir/", taking.upload_new, name="upload-new"),
    path("<str:key>/subidas/<uuid:upload_id>/", checking.upload, name="upload"),
    path(
        "<str:key>/subidas/<uuid:upload_id>/columnas/", checking.map_columns, name="upload-columns"
    ),
    path(
        "<str:key>/subidas/<uuid:upload_id>/filas/<int:number>/",
        checking.correct,
        name="upload-row",
    ),
    path(
        "<str:key>/subidas/<uuid:upload_id>/filas/<int:number>/decidir/",
        checking.decide,
        name="upload-decide",
    ),
    path("<str:key>/subidas/<uuid:upload_id>/aceptar/", checking.accept, name="upload-accept"),
    path("<str:key>/subidas/<uuid:upload_id>/escribir/", checking.write, name="upload-write"),
    path("<str:key>/subidas/<uuid:upload_id>/descartar/", checking.drop, name="upload-drop"),
]
