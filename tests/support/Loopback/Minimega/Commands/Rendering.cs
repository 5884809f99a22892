namespace Loopback.Minimega.Commands;

internal static class Rendering
{
    /// <summary>Excludes trailing blanks and errors.</summary>
    public static string Print(Outcome outcome)
    {
        ValueList<MinimegaEntry> entries = (outcome.Entries ?? []).Where(entry => entry.Error.Length == 0).ToValueList();
        if (entries.Count == 0)
        {
            return "";
        }

        string text =
            outcome.Options.Json ? MinimegaJson.Write(entries)
            : entries[0].Header is { } header ? Table(header, entries, outcome.Options)
            : Texts(entries, outcome.Options);
        return text.TrimEnd();
    }

    private static string Texts(ValueList<MinimegaEntry> entries, RenderOptions options)
    {
        if (!options.Annotate)
        {
            return string.Join('\n', entries.Select(entry => entry.Response).Where(text => text.Length > 0));
        }

        return string.Join(
            '\n',
            entries
                .Where(entry => entry.Response.Length > 0)
                .GroupBy(entry => entry.Response, StringComparer.Ordinal)
                .Select(group => $"{string.Join(',', group.Select(entry => entry.Host))}: {group.Key}")
        );
    }

    private static string Table(ValueList<string> header, ValueList<MinimegaEntry> entries, RenderOptions options)
    {
        List<string[]> rows =
        [
            .. entries.SelectMany(entry =>
                (entry.Tabular ?? []).Select(cells => options.Annotate ? [entry.Host, .. cells] : cells.ToArray())
            ),
        ];
        if (rows.Count == 0)
        {
            return "";
        }

        if (options.Sort)
        {
            rows = [.. rows.Order(Comparer<string[]>.Create(CompareRows))];
        }

        if (options.Headers)
        {
            rows.Insert(0, options.Annotate ? ["host", .. header] : [.. header]);
        }

        return options.Csv ? string.Join('\n', rows.Select(row => string.Join(',', row.Select(Quote)))) : Columns(rows);
    }

    private static string Columns(List<string[]> rows)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => Width(row[column])))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                bool last = column == row.Length - 1;
                text.Append(column > 0 ? " | " : "").Append(row[column]).Append(' ', last ? 0 : widths[column] - Width(row[column]));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static int Width(string cell) => cell.EnumerateRunes().Count();

    private static int CompareRows(string[] left, string[] right)
    {
        for (int column = 0; column < left.Length; column++)
        {
            int order = CompareCells(left[column], right[column]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int CompareCells(string left, string right) =>
        long.TryParse(left, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long leftNumber)
        && long.TryParse(right, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long rightNumber)
            ? leftNumber.CompareTo(rightNumber)
            : string.CompareOrdinal(left, right);

    private static string Quote(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") || cell.StartsWith(' ') ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
