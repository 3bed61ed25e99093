/* What Evolution and GNOME's calendar show of a subscribed feed: asked of Evolution Data Server through libecal.
 *
 * Called with SOURCE FIRST LAST: the name of a source of the running registry, and days as tests/clients/agree.py says.
 * Asks the server to fetch the feed again first, as the refresh button does. Prints a JSON array. */

#include <libecal/libecal.h>
#include <stdio.h>

#define FATAL(error) do { fprintf (stderr, "%s\n", (error)->message); return 1; } while (0)
#define NO_WAIT ((guint32) -1) /* opening it for the first time fetches; it counts as connected only meanwhile */

static ICalTimezone *zone;

static void
tell (const char *name, ICalTime *moment)
{
	ICalTime *told = i_cal_time_is_date (moment) ? i_cal_time_clone (moment)
		: i_cal_time_convert_to_zone (moment, i_cal_timezone_get_utc_timezone ());

	printf (", \"%s\": \"%04d-%02d-%02d", name,
		i_cal_time_get_year (told), i_cal_time_get_month (told), i_cal_time_get_day (told));
	if (!i_cal_time_is_date (told))
		printf ("T%02d:%02d:%02dZ", i_cal_time_get_hour (told), i_cal_time_get_minute (told), i_cal_time_get_second (told));
	putchar ('"');
	g_object_unref (told);
}

static gboolean
show (ICalComponent *event, ICalTime *start, ICalTime *end, gpointer rows, GCancellable *cancellable, GError **error)
{
	int *count = rows;
	gboolean cancelled = i_cal_component_get_status (event) == I_CAL_STATUS_CANCELLED;

	printf ("%s\n{\"uid\": \"%s\"", (*count)++ ? "," : "", i_cal_component_get_uid (event));
	tell ("start", start);
	tell ("end", end);
	printf (", \"status\": \"%s\"}", cancelled ? "cancelled" : "confirmed");
	return TRUE;
}

/* Midnight in Amsterdam at the begin of a day written as 2026-11-24, some days later. */
static time_t
midnight (const char *day, int later)
{
	ICalTime *moment = i_cal_time_new_null_time ();
	int year, month, date;
	time_t found;

	if (sscanf (day, "%d-%d-%d", &year, &month, &date) != 3)
		return 0;
	i_cal_time_set_date (moment, year, month, date);
	i_cal_time_adjust (moment, later, 0, 0, 0);
	found = i_cal_time_as_timet_with_zone (moment, zone);
	g_object_unref (moment);
	return found;
}

int
main (int count, char **words)
{
	GError *error = NULL;
	ESourceRegistry *registry;
	ESource *source;
	EClient *client;
	int rows = 0;

	if (count != 4) {
		fprintf (stderr, "usage: evolution SOURCE FIRST LAST\n");
		return 2;
	}
	zone = i_cal_timezone_get_builtin_timezone ("Europe/Amsterdam");
	if ((registry = e_source_registry_new_sync (NULL, &error)) == NULL)
		FATAL (error);
	if ((source = e_source_registry_ref_source (registry, words[1])) == NULL) {
		fprintf (stderr, "no such source: %s\n", words[1]);
		return 1;
	}
	client = e_cal_client_connect_sync (source, E_CAL_CLIENT_SOURCE_TYPE_EVENTS, NO_WAIT, NULL, &error);
	if (client == NULL || !e_client_refresh_sync (client, NULL, &error))
		FATAL (error);
	e_cal_client_set_default_timezone (E_CAL_CLIENT (client), zone);
	putchar ('[');
	e_cal_client_generate_instances_sync (E_CAL_CLIENT (client),
		midnight (words[2], 0), midnight (words[3], 1) - 1, NULL, show, &rows);
	printf ("]\n");
	g_object_unref (client);
	g_object_unref (source);
	g_object_unref (registry);
	return 0;
}
