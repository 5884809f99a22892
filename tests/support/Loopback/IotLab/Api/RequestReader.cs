using Loopback.IotLab.Lab;

namespace Loopback.IotLab.Api;

/// <summary>Reads descriptions of experiments, and rejects unknown fields.</summary>
internal static partial class RequestReader
{
    private static readonly string[] Known =
    [
        "type",
        "name",
        "duration",
        "reservation",
        "nodes",
        "firmwareassociations",
        "profileassociations",
        "profiles",
        "mobilities",
        "associations",
        "siteassociations",
    ];

    public static LabRequest Read(string text)
    {
        JsonElement root = Parse(text, JsonValueKind.Object);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            _ = Known.Contains(property.Name) ? true : throw new Refusal(400, $"unknown property {property.Name}");
        }

        string name = root.TryGetProperty("name", out JsonElement named) ? named.GetString() ?? "" : "";
        _ = Name().IsMatch(name)
            ? true
            : throw new Refusal(400, $"Invalid name '{name}'. Only alphanumeric characters allowed [0-9A-Za-z_]");
        int minutes =
            root.TryGetProperty("duration", out JsonElement duration)
            && duration.ValueKind == JsonValueKind.Number
            && duration.TryGetInt32(out int told)
            && told > 0
                ? told
                : throw new Refusal(400, "duration is not a number of minutes");
        bool isAlias = Text(root, "type") switch
        {
            "alias" => true,
            "physical" => false,
            var other => throw new Refusal(400, $"type '{other}' is neither physical nor alias"),
        };
        JsonElement[] nodes =
            root.TryGetProperty("nodes", out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
                ? [.. list.EnumerateArray()]
                : throw new Refusal(400, "nodes is not a list");
        (string Alias, int, BoardKind)[] aliases = isAlias ? [.. nodes.Select(Alias)] : [];
        _ = aliases.DistinctBy(alias => alias.Alias).Count() == aliases.Length ? true : throw new Refusal(400, "an alias comes twice");
        return new LabRequest(name, TimeSpan.FromMinutes(minutes))
        {
            Reservation =
                root.TryGetProperty("reservation", out JsonElement start) && start.ValueKind == JsonValueKind.Number
                    ? DateTimeOffset.FromUnixTimeSeconds(start.GetInt64())
                    : null,
            Boards = isAlias ? [] : [.. nodes.Select(node => node.GetString() ?? "")],
            Aliases = aliases,
            Firmwares = Associations(root, "firmwareassociations", "firmwarename"),
            Profiles = Associations(root, "profileassociations", "profilename"),
            Text = text,
        };
    }

    /// <summary>Full names of boards; empty for all boards.</summary>
    public static string[] ReadBoards(string text) =>
        [
            .. Parse(text, JsonValueKind.Array)
                .EnumerateArray()
                .Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : throw new Refusal(400, "a node is not a text")),
        ];

    public static JsonElement Parse(string text, JsonValueKind kind)
    {
        try
        {
            JsonElement root = JsonDocument.Parse(text).RootElement;
            return root.ValueKind == kind ? root : throw new Refusal(400, $"the body is {root.ValueKind}, and {kind} is expected");
        }
        catch (JsonException)
        {
            throw new Refusal(400, "the body is not JSON");
        }
    }

    public static string Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static (string, int, BoardKind) Alias(JsonElement alias)
    {
        JsonElement properties = alias.TryGetProperty("properties", out JsonElement told)
            ? told
            : throw new Refusal(400, "an alias has no properties");
        string name = Text(alias, "alias");
        _ = name.Length == 1 && char.IsAsciiDigit(name[0]) ? true : throw new Refusal(400, $"alias '{name}' is not a digit");
        return (
            name,
            alias.TryGetProperty("nbnodes", out JsonElement count) && count.TryGetInt32(out int number) && number > 0
                ? number
                : throw new Refusal(400, "nbnodes is not a number"),
            new BoardKind(
                Text(properties, "site"),
                Text(properties, "archi"),
                0,
                properties.TryGetProperty("mobile", out JsonElement mobile) && mobile.GetBoolean()
            )
        );
    }

    private static (string, IReadOnlyList<string>)[] Associations(JsonElement root, string key, string nameKey) =>
        !root.TryGetProperty(key, out JsonElement list) || list.ValueKind == JsonValueKind.Null
            ? []
            :
            [
                .. list.EnumerateArray()
                    .Select(one =>
                        (
                            Text(one, nameKey),
                            (IReadOnlyList<string>)[.. one.GetProperty("nodes").EnumerateArray().Select(node => node.GetString() ?? "")]
                        )
                    ),
            ];

    [GeneratedRegex("^[0-9A-Za-z_]*$", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Name();
}
