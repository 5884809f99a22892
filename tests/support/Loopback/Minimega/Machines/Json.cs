namespace Loopback.Minimega.Machines;

/// <summary>Writes JSON text for strings, Boolean values, and maps and lists of strings.</summary>
internal static class Json
{
    public static string Text(string value) => MinimegaJson.Write(value);

    public static string Map(IEnumerable<KeyValuePair<string, string>> entries) =>
        $"{{{string.Join(',', entries.Select(entry => $"{Text(entry.Key)}:{Text(entry.Value)}"))}}}";

    public static string List(IEnumerable<string> items) => $"[{string.Join(',', items.Select(Text))}]";

    public static string Flag(bool value) => value ? "true" : "false";
}
