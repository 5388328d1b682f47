import { parentLink } from 'ron-kernel';
import { spin } from './spin.js';

// What a worker of the `workers` knob runs.
parentLink<number>().answer(spin);
