namespace Scalewright.Providers.Minimega;

/// <summary>Converts tables to rows with cells by column name.</summary>
internal static class MinimegaTable
{
    /// <summary>Added column with the host of a row, which minimega reports outside the table.</summary>
    public const string HostColumn = "host";

    /// <summary>Returns all rows of all hosts, sorted by their cells, because the server does not order them.</summary>
    /// <param name="entries">Responses of the hosts; responses without a table are skipped.</param>
    /// <returns>A map from column to cell for each row, with the host in column <c>host</c>.</returns>
    /// <exception cref="FormatException">The number of cells in a row differs from the number of columns.</exception>
    public static ValueList<ValueMap<string>> Rows(IEnumerable<MinimegaEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries
            .SelectMany(entry => (entry.Tabular ?? []).Select(cells => (entry, cells)))
            .OrderBy(row => row.entry.Host + "\n" + string.Join('\n', (IEnumerable<string>)row.cells), StringComparer.Ordinal)
            .Select(row => Row(row.entry, row.cells))
            .ToValueList();
    }

    private static ValueMap<string> Row(MinimegaEntry entry, ValueList<string> cells)
    {
        ValueList<string> header = entry.Header ?? [];
        if (header.Count != cells.Count)
        {
            throw new FormatException(
                $"has a row of {Pluralizer.Format(cells.Count, "cell")} under {Pluralizer.Format(header.Count, "column")}"
            );
        }

        Dictionary<string, string> row = new(StringComparer.Ordinal) { [HostColumn] = entry.Host };
        for (int index = 0; index < cells.Count; index++)
        {
            row[header[index]] = cells[index];
        }

        return row.ToValueMap();
    }
}
