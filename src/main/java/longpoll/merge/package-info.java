/**
 * Makes one run of what several injectors measured: {@link longpoll.merge.ShardMerge} reads their
 * folders, refuses what is not of one load, and writes one folder with a record, logs and a report.
 */
package longpoll.merge;
