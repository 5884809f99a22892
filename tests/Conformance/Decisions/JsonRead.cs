namespace Conformance.Decisions;

/// <summary>Absent and null are equivalent.</summary>
internal static class JsonRead
{
    public static DateTimeOffset Start { get; } = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static double Number(this JsonNode node, string key, double otherwise = 0) => node[key]?.GetValue<double>() ?? otherwise;

    public static double? MaybeNumber(this JsonNode node, string key) =>
        node[key] is not { } value ? null
        : value.GetValueKind() != JsonValueKind.String ? value.GetValue<double>()
        : value.GetValue<string>() == "Infinity" ? double.PositiveInfinity
        : double.NaN;

    public static int Whole(this JsonNode node, string key, int otherwise = 0) => (int)node.Number(key, otherwise);

    public static bool Flag(this JsonNode node, string key, bool otherwise = false) => node[key]?.GetValue<bool>() ?? otherwise;

    public static string Text(this JsonNode node, string key, string otherwise = "") => node[key]?.GetValue<string>() ?? otherwise;

    public static TimeSpan Seconds(this JsonNode node, string key, double otherwise = 0) =>
        TimeSpan.FromSeconds(node.Number(key, otherwise));

    public static IEnumerable<JsonObject> Objects(this JsonNode node, string key) =>
        node[key]?.AsArray().Select(item => item!.AsObject()) ?? [];

    public static JsonArray ToJson(this IEnumerable<JsonNode?> items) => [.. items];

    /// <summary>JSON does not support infinity and NaN.</summary>
    public static JsonNode? Of(double value) =>
        double.IsPositiveInfinity(value) ? "Infinity"
        : double.IsNaN(value) ? null
        : JsonValue.Create(value);
}
