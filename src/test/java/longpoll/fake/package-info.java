/** Made-up runs, for the tests of all that reads records. */
package longpoll.fake;
