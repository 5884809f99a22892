using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A launch template of EC2: a name for numbered versions of launch parameters.</summary>
/// <param name="Id">Id, as in <c>lt-0123456789abcdef0</c>.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record TemplateRecord(string Id, string Name, DateTimeOffset CreatedAt)
{
    /// <summary>The word for the version that launches use unless they name another.</summary>
    public const string Default = "$Default";

    /// <summary>The word for the version with the highest number.</summary>
    public const string Latest = "$Latest";

    /// <summary>Number of the default version.</summary>
    public long DefaultVersion { get; init; } = 1;

    /// <summary>Number of the newest version ever created; a deleted number is never used again.</summary>
    public long LatestVersion { get; init; } = 1;

    /// <summary>In the order of their numbers.</summary>
    [JsonConverter(typeof(ValueListConverter<TemplateVersionRecord>))]
    public ValueList<TemplateVersionRecord> Versions { get; init => field = value ?? []; } = [];

    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags { get; init => field = value ?? ValueMap<string>.Empty; } = ValueMap<string>.Empty;

    /// <summary>Finds a version; null when there is none.</summary>
    /// <param name="version"><c>$Default</c>, <c>$Latest</c> (letters in any case), or a number.</param>
    public TemplateVersionRecord? Find(string version) => version switch
    {
        _ when version.Equals(Default, StringComparison.OrdinalIgnoreCase) => Find(DefaultVersion),
        _ when version.Equals(Latest, StringComparison.OrdinalIgnoreCase) => Versions.Count > 0 ? Versions[^1] : null,
        _ => long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? Find(number)
            : null,
    };

    /// <summary>Finds a version by its number; null when there is none.</summary>
    public TemplateVersionRecord? Find(long number) => Versions.FirstOrDefault(version => version.Number == number);
}

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
