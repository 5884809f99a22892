using System.Text.Json.Serialization;

namespace Scalewright.Logs;

/// <summary>A greeting as JSON; its first key is what it is known by.</summary>
internal sealed record LogHelloMessage
{
    public int Scalewright { get; init; }

    public string? Node { get; init; }

    public string? Key { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sender { get; init; }
}
