// Reads a list of calendar files as JSON and says of each what ical.js makes of it: uid, begin and end in UTC seconds.
import ICAL from "ical.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const files = JSON.parse(Buffer.concat(chunks).toString());

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  // The zone that the file writes out, and no other.
  ICAL.TimezoneService.reset();
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return [event.uid, event.startDate.toUnixTime(), event.endDate.toUnixTime()];
  });
}

process.stdout.write(JSON.stringify(files.map(read)));
