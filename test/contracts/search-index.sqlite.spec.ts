import { openSqlite } from '../support/search-databases.js';
import { searchIndexContract } from './search-index.contract.js';

searchIndexContract('SQLite', openSqlite);
