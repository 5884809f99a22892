namespace Scalewright.Storage.Managing;

internal static class QueryStringReader
{
    public static IReadOnlyDictionary<string, string> Read(string query)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            values[Decode(name)] = equals < 0 ? "" : Decode(part[(equals + 1)..]);
        }

        return values;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
