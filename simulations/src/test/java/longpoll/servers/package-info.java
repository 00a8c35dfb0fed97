/** Servers that others wrote, for what the shipped dialects say of them. */
package longpoll.servers;
