// A table of texts; exempt from the line limit.
import type { Dictionary } from "./words.ts";

/** The chat in Spanish, by the English text. */
export const ES: Dictionary = {
  "A file": "Un archivo",
  "A person has been asked for · {until}": "Se ha avisado a una persona · {until}",
  "A person": "Una persona",
  "A picture": "Una foto",
  "AI assistant": "asistente de IA",
  "AI": "IA",
  "An AI assistant": "Un asistente de IA",
  "Chat": "Chat",
  "Close chat": "Cerrar el chat",
  "Conversation": "Conversación",
  "Could not save this. Try again in a moment.":
    "No se pudo guardar. Inténtelo de nuevo en un momento.",
  "E-mail (if you like)": "Correo (si lo desea)",
  "How can we reach you?": "¿Cómo podemos contactarle?",
  "I'm {ai}, the AI assistant of {name}. A person is one tap away at any time.":
    "Soy {ai}, el asistente de IA de {name}. Puede pedir una persona en cualquier momento.",
  "Leave your number": "Dejar su número",
  "Mobile number": "Número de celular",
  "Name": "Nombre",
  "No connection. What you write is kept and sent when it is back.":
    "Sin conexión. Lo que escriba se guarda y se envía cuando vuelva.",
  "Not now": "Ahora no",
  "Only pictures of up to 5 MB can be sent.": "Solo se pueden enviar fotos de hasta 5 MB.",
  "people are back when we open": "hay personas cuando abrimos",
  "people from {time}": "personas desde {time}",
  "people until {time}": "personas hasta las {time}",
  "Privacy": "Privacidad",
  "Remove": "Quitar",
  "Replies may come from AI.": "Algunas respuestas son de una IA.",
  "Save": "Guardar",
  "Send a picture": "Enviar una foto",
  "Send": "Enviar",
  "Sending": "Enviando",
  "Something failed on our side. Trying again.": "Algo falló de nuestro lado. Reintentando.",
  "Stock {number}": "Inventario {number}",
  "Talk to a person": "Hablar con una persona",
  "That was a lot at once. The rest is sent in a moment.":
    "Fue mucho a la vez. El resto se envía en un momento.",
  "This chat is not available here.": "Este chat no está disponible aquí.",
  "This does not look like a phone number.": "Esto no parece un número de teléfono.",
  "Will send": "Se enviará",
  "Write a message": "Escriba un mensaje",
  "Write to {name}. A person answers here.": "Escriba a {name}. Aquí responde una persona.",
  "You": "Usted",
  "Your message": "Su mensaje",
  "{ai} answers now · {until}": "{ai} responde ahora · {until}",
  "{count} mi": "{count} mi",
  "{name} is replying": "{name} le está respondiendo",
  "{name} is writing": "{name} está escribiendo",
  "{name} joined": "{name} se unió",
  "{name} was told. A person will answer here.":
    "{name} ya lo sabe. Una persona le responderá aquí.",
};
