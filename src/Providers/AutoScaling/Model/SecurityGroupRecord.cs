using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// A security group: a name that launches refer to. It has no rules; no traffic of nodes is allowed or denied by it.
/// </summary>
/// <param name="Id">Id, as in <c>sg-0123456789abcdef0</c>.</param>
/// <param name="Name">Name, unique in the account.</param>
/// <param name="Description">Description.</param>
internal sealed record SecurityGroupRecord(string Id, string Name, string Description)
{
    /// <summary>The name of the group that every account has.</summary>
    public const string DefaultName = "default";

    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags { get; init => field = value ?? ValueMap<string>.Empty; } = ValueMap<string>.Empty;
}
