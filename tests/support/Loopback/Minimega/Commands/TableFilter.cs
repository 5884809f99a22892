using Loopback.Minimega.Language;
using Scalewright;
using Scalewright.Providers.Minimega;

namespace Loopback.Minimega.Commands;

/// <summary>The modifiers that cut tables; the data beside a table stays whole.</summary>
internal static class TableFilter
{
    private static readonly string[] Signs = ["!=", "!~", "=", "~"];

    /// <summary>Keeps some columns.</summary>
    /// <exception cref="CommandFailure">There is no such column.</exception>
    public static MinimegaEntry Columns(MinimegaEntry entry, string columns)
    {
        if (entry.Header is not { } header)
        {
            return entry;
        }

        int[] places = [.. columns.Split(',').Select(column => Place(header, column))];
        return entry with
        {
            Header = places.Select(place => header[place]).ToValueList(),
            Tabular = entry.Tabular?.Select(row => places.Select(place => row[place]).ToValueList()).ToValueList(),
        };
    }

    /// <summary>Keeps the rows that match; null when the entry's host is not wanted.</summary>
    /// <exception cref="CommandFailure">There is no such column, or the filter has no sign.</exception>
    public static MinimegaEntry? Rows(MinimegaEntry entry, string filter)
    {
        (string column, string sign, string value) = Parse(filter);
        if (column == "host")
        {
            return Keeps(entry.Host, sign, value) ? entry : null;
        }

        if (entry.Header is not { } header)
        {
            return entry;
        }

        int place = Place(header, column);
        return entry with { Tabular = (entry.Tabular ?? []).Where(row => Keeps(row[place], sign, value)).ToValueList() };
    }

    private static (string Column, string Sign, string Value) Parse(string filter)
    {
        int at = filter.IndexOfAny(['=', '~']);
        if (at < 0)
        {
            throw new CommandFailure($"invalid filter: `{filter}`");
        }

        string sign = Signs.First(sign => filter[..(at + 1)].EndsWith(sign, StringComparison.Ordinal));
        return (filter[..(at + 1 - sign.Length)], sign, filter[(at + 1)..]);
    }

    private static bool Keeps(string cell, string sign, string value) => sign switch
    {
        "=" => IsEqual(cell, value),
        "!=" => !IsEqual(cell, value),
        "~" => cell.Contains(value, StringComparison.OrdinalIgnoreCase),
        _ => !cell.Contains(value, StringComparison.OrdinalIgnoreCase),
    };

    private static bool IsEqual(string cell, string value) =>
        cell.Equals(value, StringComparison.OrdinalIgnoreCase)
        || (cell is ['[', .., ']'] && cell[1..^1].Split(", ").Contains(value, StringComparer.OrdinalIgnoreCase));

    private static int Place(ValueList<string> header, string column)
    {
        int place = header.ToList().FindIndex(name => name.Equals(column, StringComparison.Ordinal));
        return place >= 0 ? place : throw new CommandFailure($"no such column `{column}`");
    }
}
