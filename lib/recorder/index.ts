export { FlightRecorder } from './FlightRecorder.js';
export { writeRecording } from './writeRecording.js';
