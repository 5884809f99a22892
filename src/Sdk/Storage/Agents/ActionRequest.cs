using System.Text.Json;

namespace Scalewright.Storage.Agents;

/// <summary>What a manager sends to the action runner of an agent.</summary>
/// <param name="Id">The action's id.</param>
/// <param name="Action">What to do; null: take the action of this id back.</param>
/// <param name="Arguments">With what: an object.</param>
internal sealed record ActionRequest(string Id, string? Action, JsonElement Arguments)
{
    private static readonly JsonElement NoArguments = Parse("{}"u8);

    /// <summary>Reads a request; null when it is none.</summary>
    public static ActionRequest? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            JsonElement root = Parse(json.Span);
            return root.ValueKind == JsonValueKind.Object && Text(root, "id") is { } id
                ? Text(root, "type") switch
                {
                    "ACTION_START" when Text(root, "action") is { } action => new ActionRequest(id, action, ArgumentsOf(root)),
                    "ACTION_CANCEL" => new ActionRequest(id, null, NoArguments),
                    _ => null,
                }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        return JsonElement.ParseValue(ref reader);
    }

    private static JsonElement ArgumentsOf(JsonElement root) =>
        root.TryGetProperty("args", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : NoArguments;

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement found) && found.ValueKind is JsonValueKind.String or JsonValueKind.Number ? found.ToString() : null;
}
