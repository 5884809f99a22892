using System.Text.Json;

namespace Scalewright.Providers.Chameleon.Wire;

/// <summary>Numbers of a project.</summary>
internal sealed record Limits
{
    public IReadOnlyDictionary<string, JsonElement>? Absolute { get; init; }
}
