using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>One version of a launch template; it never changes.</summary>
/// <param name="Number">Version number, 1 or more.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record TemplateVersionRecord(long Number, DateTimeOffset CreatedAt)
{
    public string Description { get; init => field = value ?? ""; } = "";

    /// <summary>
    /// Launch parameters by the names that requests use, as in <c>TagSpecification.1.ResourceType</c>.
    /// </summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Data { get; init => field = value ?? ValueMap<string>.Empty; } = ValueMap<string>.Empty;

    /// <summary>The token that makes the request which created it idempotent; empty for none.</summary>
    public string ClientToken { get; init => field = value ?? ""; } = "";
}
