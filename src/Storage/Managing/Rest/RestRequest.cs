using System.Text.Json;

namespace Scalewright.Storage.Managing.Rest;

/// <summary>A request of a user to one resource.</summary>
internal sealed record RestRequest(string Method, string Resource, string? Id, IReadOnlyDictionary<string, string> Query, JsonElement Body)
{
    /// <summary>The number in the path; 0 when there is none.</summary>
    public int Number => int.TryParse(Id, out int number) && number > 0 ? number : 0;

    /// <summary>A text of the body; null when it is not there.</summary>
    public string? Text(string name) => Field(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    /// <summary>A whole number of the body; null when it is not there or is none.</summary>
    public int? Count(string name) => Field(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out int value) ? value : null;

    public JsonElement? Field(string name) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out JsonElement found) ? found : null;
}
