import { parentLink } from 'ron-kernel';

parentLink().answer((n) => n * n);
