"""Headings that directories of networks use, and the field each of them fills."""

import re
import unicodedata
from functools import lru_cache

FIELDS = (
    "institution",
    "acronym",
    "kind",
    "service",
    "needs",
    "country",
    "department",
    "municipality",
    "locality",
    "address",
    "phone",
    "hours",
    "email",
    "web",
    "requirements",
    "notes",
)
NUMBERED = frozenset({"id", "no", "nr", "nro", "num", "numero", "codigo", "code", "cod", "number"})
_HEADINGS: dict[str, str] = {
    "institution": "institucion|nombre de la institucion|institucion u organizacion|organizacion|"
    "nombre|entidad|nombre de la organizacion|instituciones|organizaciones|institution|"
    "organization|organisation|name|agency|dependencia|institucion organizacion|actor|"
    "nombre institucion|member|miembro|integrante|nombre de la entidad",
    "acronym": "sigla|siglas|acronimo|acronym|abreviatura|abbreviation",
    "kind": "tipo|tipo de institucion|clase|kind|type|naturaleza|sector|categoria|"
    "tipo de organizacion|type of institution|type of organization",
    "service": "servicio|servicios|servicio que presta|servicios que presta|servicios que ofrece|"
    "servicio que brinda|servicios que brinda|service|services|programa|nombre del servicio|"
    "service name|oferta|oferta de servicios|que ofrece|unidad|oficina|office|programme|program|"
    "servicios ofrecidos|name of the service",
    "needs": "necesidad|necesidades|necesidades que atiende|needs|need|area de atencion|"
    "areas de atencion|tipo de atencion|tipo de servicio|temas|tema|ambito|atencion|"
    "type of service|poblacion y necesidad|eje|needs covered|tipo de ayuda",
    "country": "pais|country|lado|side",
    "department": "departamento|department|depto|dpto|provincia|departamento o provincia|state",
    "municipality": "municipio|municipality|ciudad|city|municipio o ciudad|town|"
    "municipio distrito|distrito|district|lugar",
    "locality": "localidad|locality|aldea|caserio|barrio|colonia|canton|barrio o colonia|village|"
    "comunidad|aldea o barrio",
    "address": "direccion|direccion exacta|domicilio|address|ubicacion|location|direccion fisica|"
    "street address",
    "phone": "telefono|telefonos|tel|phone|telephone|celular|numero de telefono|contacto|"
    "telefono de contacto|phone number|linea|whatsapp|numero telefonico|telefono celular|"
    "contact|contactos|tels|telefono y celular|linea de atencion",
    "hours": "horario|horarios|horario de atencion|hours|opening hours|schedule|dias y horario|"
    "dias y horas|atiende|horas de atencion|dias y horarios",
    "email": "correo|correo electronico|e mail|email|mail|correo institucional|correos|"
    "direccion de correo|email address",
    "web": "web|pagina web|sitio web|website|url|enlace|pagina|facebook|sitio|red social|"
    "redes sociales",
    "requirements": "requisitos|requisito|requirements|documentos requeridos|que se necesita|"
    "criterios|criterios de admision|a quien atiende|poblacion|poblacion que atiende|"
    "poblacion meta|perfil|eligibility|required documents|poblacion objetivo",
    "notes": "observaciones|observacion|notas|nota|notes|comentarios|comments|remarks|"
    "responsable|persona de contacto|nombre del contacto|punto focal|enlace institucional|"
    "contact person|focal point|encargado|encargada|cargo",
}
_FIELD_OF = {words: field for field, texts in _HEADINGS.items() for words in texts.split("|")}
_LONGEST_HEADING = 60
_MOST_WORDS = 6
_WORDS = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=4_000)
def folded(text: str) -> str:
    """Lower case letters and digits without accents, single spaces between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORDS.findall("".join(c for c in plain if not unicodedata.combining(c))))


def field_of(heading: str) -> str:
    """The field that a heading stands for; "" if that cannot be said.

    The whole heading first, then its parts before a bracket, a slash or a number, then the longest
    known heading it begins with.
    """
    if len(heading) > _LONGEST_HEADING:
        return ""
    whole = folded(heading)
    if whole in _FIELD_OF:
        return _FIELD_OF[whole]
    for part in re.split(r"[(/:;,\n]| y | o | and | or ", heading):
        if folded(part) in _FIELD_OF:
            return _FIELD_OF[folded(part)]
    words = whole.split()
    if len(words) > _MOST_WORDS:
        return ""
    beginnings = (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))
    return next((_FIELD_OF[text] for text in beginnings if text in _FIELD_OF), "")


def is_number_heading(heading: str) -> bool:
    """Whether a column numbers its rows."""
    return folded(heading) in NUMBERED or heading.strip() in {"#", "N°", "Nº", "n°", "nº"}
