using Scalewright.Providers.Minimega;

namespace Loopback.Minimega.Machines;

/// <summary>Small pieces of JSON as the server writes them.</summary>
internal static class Json
{
    /// <summary>A text.</summary>
    public static string Text(string value) => MinimegaJson.Write(value);

    /// <summary>Texts by key, in the order of the keys.</summary>
    public static string Map(IEnumerable<KeyValuePair<string, string>> entries) =>
        $"{{{string.Join(',', entries.Select(entry => $"{Text(entry.Key)}:{Text(entry.Value)}"))}}}";

    /// <summary>Texts in order.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(',', items.Select(Text))}]";

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static string Flag(bool value) => value ? "true" : "false";
}
