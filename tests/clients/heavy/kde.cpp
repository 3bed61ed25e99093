// What KOrganizer shows of a feed: KCalendarCore reads it into memory and expands it, as KDE's programs do.
//
// Called as tests/clients/agree.py describes: FEED FIRST LAST; prints a JSON array.

#include <KCalendarCore/ICalFormat>
#include <KCalendarCore/MemoryCalendar>
#include <KCalendarCore/OccurrenceIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>
#include <QTimeZone>

using namespace KCalendarCore;

static QString told(const QDateTime &moment, bool allDay, int days = 0)
{
    return allDay ? moment.date().addDays(days).toString(Qt::ISODate) : moment.toUTC().toString(Qt::ISODate);
}

static QJsonObject row(const Incidence::Ptr &incidence, const QDateTime &start)
{
    const bool allDay = incidence->allDay();
    const QDateTime end = incidence->endDateForStart(start);
    return {{"uid", incidence->uid()},
            {"start", told(start, allDay)},
            {"end", told(end, allDay, 1)}, // KDE's last day is inclusive
            {"status", incidence->status() == Incidence::StatusCanceled ? "cancelled" : "confirmed"}};
}

int main(int count, char **words)
{
    const QTimeZone zone("Europe/Amsterdam");
    if (count != 4) {
        QTextStream(stderr) << "usage: kde FEED FIRST LAST\n";
        return 2;
    }
    const QDateTime first(QDate::fromString(words[2], Qt::ISODate), QTime(0, 0), zone);
    const QDateTime last(QDate::fromString(words[3], Qt::ISODate), QTime(23, 59, 59), zone);
    const MemoryCalendar::Ptr calendar(new MemoryCalendar(zone));
    ICalFormat format;
    if (!format.load(calendar, QString::fromLocal8Bit(words[1]))) {
        QTextStream(stderr) << "KCalendarCore cannot read the feed\n";
        return 1;
    }
    QJsonArray rows;
    for (OccurrenceIterator each(*calendar, first, last); each.hasNext();) {
        each.next();
        rows.append(row(each.incidence(), each.occurrenceStartDate()));
    }
    QTextStream(stdout) << QJsonDocument(rows).toJson(QJsonDocument::Compact) << '\n';
    return 0;
}
