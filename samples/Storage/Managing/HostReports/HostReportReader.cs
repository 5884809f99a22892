namespace StorageSample.Managing.HostReports;

/// <summary>Reads reports of agent plug-ins. Ignores unexpected content.</summary>
internal static class HostReportReader
{
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        Utf8JsonReader reader = new(body.Span);
        return JsonElement.ParseValue(ref reader);
    }

    public static IReadOnlyList<ReportedDevice>? Devices(JsonElement body) =>
        Child(body, "devs") is not { } devices
            ? null
            :
            [
                .. devices
                    .EnumerateObject()
                    .Select(property => property.Value)
                    .Where(device => device.ValueKind == JsonValueKind.Object)
                    .Select(device => new ReportedDevice(
                        Text(device, "serial_80") ?? Text(device, "serial_83") ?? "",
                        Text(device, "path") ?? "",
                        Number(device, "size")
                    ))
                    .Where(device => device.Serial.Length > 0 && device.Path.Length > 0),
            ];

    public static (string State, IReadOnlyList<string> Nids)? Network(JsonElement body)
    {
        if (Child(body, "lnet") is not { } lnet)
        {
            return null;
        }

        IEnumerable<JsonElement> nids = Members(lnet, "nids").Select(property => property.Value);
        return (Text(lnet, "state") ?? "", [.. nids.Where(nid => nid.ValueKind == JsonValueKind.Object).Select(NidText)]);
    }

    public static JsonElement InScan(JsonElement scan, string plugin) => Child(scan, plugin) ?? default;

    public static IReadOnlyList<string>? Peers(JsonElement body) =>
        Child(body, "crm_info") is { } info ? [.. Members(info, "nodes").Select(node => node.Name)] : null;

    /// <summary>Returns the server of each target, by name in high availability; null: not running.</summary>
    public static IEnumerable<(string HaLabel, string? Nodename)> Locations(JsonElement body) =>
        Members(body, "resource_locations")
            .Select(property => (property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null));

    /// <summary>Returns the start of the scan by the agent's clock; null if not reported.</summary>
    public static DateTimeOffset? StartedAt(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && Text(body, "started_at") is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : null;

    public static int LogLineCount(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("log_lines", out JsonElement lines)
        && lines.ValueKind == JsonValueKind.Array
            ? lines.GetArrayLength()
            : 0;

    private static string NidText(JsonElement nid) => $"{Text(nid, "nid_address")}@{Text(nid, "lnd_type")}{Number(nid, "lnd_network")}";

    private static IEnumerable<JsonProperty> Members(JsonElement element, string name) =>
        Child(element, name) is { } child ? child.EnumerateObject() : Enumerable.Empty<JsonProperty>();

    private static JsonElement? Child(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement child)
        && child.ValueKind == JsonValueKind.Object
            ? child
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;

    private static long Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement child) && child.ValueKind == JsonValueKind.Number && child.TryGetInt64(out long value)
            ? value
            : 0;
}

internal sealed record ReportedDevice(string Serial, string Path, long Size);
