using System.Text.Json.Serialization;

namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>A launch template of EC2: numbered versions of launch parameters.</summary>
/// <param name="Id">ID, for example <c>lt-0123456789abcdef0</c>.</param>
internal sealed record TemplateRecord(string Id, string Name, DateTimeOffset CreatedAt)
{
    /// <summary>Version that launches use by default.</summary>
    public const string Default = "$Default";

    /// <summary>Version with the highest number.</summary>
    public const string Latest = "$Latest";

    public long DefaultVersion { get; init; } = 1;

    /// <summary>Number of the newest version ever created. Deleted numbers are never used again.</summary>
    public long LatestVersion { get; init; } = 1;

    /// <summary>Versions ordered by number.</summary>
    [JsonConverter(typeof(ValueListConverter<TemplateVersionRecord>))]
    public ValueList<TemplateVersionRecord> Versions
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Tags
    {
        get;
        init => field = value ?? ValueMap<string>.Empty;
    } = ValueMap<string>.Empty;

    /// <summary>Finds a version; null if it does not exist.</summary>
    /// <param name="version"><c>$Default</c>, <c>$Latest</c> (case-insensitive), or a number.</param>
    public TemplateVersionRecord? Find(string version)
    {
        if (version.Equals(Default, StringComparison.OrdinalIgnoreCase))
        {
            return Find(DefaultVersion);
        }

        if (version.Equals(Latest, StringComparison.OrdinalIgnoreCase))
        {
            return Versions.Count > 0 ? Versions[^1] : null;
        }

        return long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? Find(number) : null;
    }

    public TemplateVersionRecord? Find(long number) => Versions.FirstOrDefault(version => version.Number == number);
}

/// <summary>An immutable version of a launch template.</summary>
/// <param name="Number">Version number, 1 or more.</param>
internal sealed record TemplateVersionRecord(long Number, DateTimeOffset CreatedAt)
{
    public string Description
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>Launch parameters by request name, for example <c>TagSpecification.1.ResourceType</c>.</summary>
    [JsonConverter(typeof(ValueMapConverter<string>))]
    public ValueMap<string> Data
    {
        get;
        init => field = value ?? ValueMap<string>.Empty;
    } = ValueMap<string>.Empty;

    /// <summary>Idempotency token of the request that created the version; empty for none.</summary>
    public string ClientToken
    {
        get;
        init => field = value ?? "";
    } = "";
}
