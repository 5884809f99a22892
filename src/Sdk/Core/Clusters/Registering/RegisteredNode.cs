using System.Text.Json.Serialization;
using Scalewright.Clusters.Selecting;

namespace Scalewright.Clusters.Registering;

/// <summary>A node that programs share.</summary>
/// <param name="Name">Its name, unique in the register.</param>
/// <param name="Address">Where it is reached.</param>
public sealed record RegisteredNode(string Name, string Address)
{
    /// <summary>What a job calls it; empty for nothing.</summary>
    public string Tag { get; init; } = "";

    /// <summary>What else is to be known of it, as selectors find it.</summary>
    [JsonConverter(typeof(ValueMapConverter<FactValue>))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValueMap<FactValue> Parameters { get; init; } = ValueMap<FactValue>.Empty;
}
