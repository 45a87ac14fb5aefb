import { peopleOf } from "./place.ts";
import { showSideBySide } from "./side-by-side.ts";

const people = peopleOf(location.search);
if (people.length > 1) showSideBySide(people);
else await import("./app.ts");
