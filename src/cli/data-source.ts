/** The writing data source for TypeORM's own command line: `typeorm <command> -d dist/src/cli/data-source.js`. */
import { DataSource } from 'typeorm';
import { loadConfiguration } from '../config/configuration.js';
import { writerOptions } from '../platform/database/data-source-options.js';
import { SCHEMA } from '../schema.js';

const { database } = loadConfiguration();

export const dataSource = new DataSource(writerOptions(database, database.sqlitePath ?? ':memory:', SCHEMA));
