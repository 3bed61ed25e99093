/** What the clock shows where the calendar is, wherever the reader and the device are: "2026-11-24T12:00:00". */
export const wall = () => new Date().toLocaleString("sv", { timeZone: "Europe/Amsterdam" }).replace(" ", "T");
