"""A first draft of a protocol to begin with; the network and its lawyers make it their own."""

from relevo.networks.rules.protocols import ProtocolText

MODEL = ProtocolText(
    what_es=(
        "Solo se comparte lo que la persona autorizó para esa institución: necesidades, "
        "urgencia, edades por rangos, tamaño del grupo, idioma y un contacto seguro. El nombre, "
        "la salud y el relato se comparten únicamente si la persona los autorizó uno por uno. "
        "El directorio, el estado de los pasos, las rutas y los intercambios no son datos "
        "personales y se comparten sin este protocolo."
    ),
    what_en=(
        "Only what the person authorized for that institution is shared: needs, urgency, age "
        "bands, size of the group, language and a safe contact. Name, health and story are "
        "shared only if the person authorized each of them. The directory, the state of the "
        "crossings, the pathways and the exchanges are no personal data and are shared without "
        "this protocol."
    ),
    purpose_es=(
        "Referir a la persona a un servicio, entregarla y saber si llegó. Ningún dato se usa "
        "para control migratorio, investigación policial, estadísticas con nombre ni otro fin. "
        "Un caso sensible a protección no se comparte con autoridades del país de origen, "
        "consulados, policía, ejército ni control migratorio, salvo que la persona elija a esa "
        "institución."
    ),
    purpose_en=(
        "To refer the person to a service, hand them over and know whether they arrived. No data "
        "are used for migration control, police inquiries, statistics with names or any other "
        "end. A protection-sensitive case is not shared with authorities of the country of "
        "origin, consulates, police, army or migration control, unless the person chooses that "
        "institution."
    ),
    holder_es=(
        "Cada institución responde por los casos que abre. Quien recibe una referencia ve lo que "
        "se autorizó y no lo entrega a terceros. Cada institución nombra a quién tiene acceso y "
        "retira el acceso el día en que esa persona deja el cargo."
    ),
    holder_en=(
        "Each institution answers for the cases it opens. Who receives a referral sees what was "
        "authorized and passes it on to nobody. Each institution names who has access and takes "
        "the access back on the day that person leaves the post."
    ),
    incident_es=(
        "Si se pierde un equipo, se ve un dato que no correspondía o alguien pide dinero por la "
        "ayuda, se avisa a la secretaría de la red y a la institución que abrió el caso dentro "
        "de 24 horas. Se informa a la persona cuando sea seguro hacerlo, y el acta siguiente "
        "anota qué se corrigió."
    ),
    incident_en=(
        "If a device is lost, somebody sees data that were not for them or anybody asks money for "
        "help, the secretariat of the network and the institution that opened the case are told "
        "within 24 hours. The person is told when it is safe, and the next acta notes what was "
        "put right."
    ),
    leaving_es=(
        "Una institución se retira cuando lo decida, sin dar razones. Desde ese día no recibe ni "
        "envía casos en esta red. Se lleva sus datos en un archivo, y lo que recibió de otras se "
        "borra en el plazo indicado en este protocolo."
    ),
    leaving_en=(
        "An institution leaves whenever it decides, without giving reasons. From that day it "
        "neither receives nor sends cases in this network. It takes its data along in a file, and "
        "what it received from others is erased within the time stated in this protocol."
    ),
    retention_days=365,
)
