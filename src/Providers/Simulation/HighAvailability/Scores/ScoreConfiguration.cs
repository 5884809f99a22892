namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>What shall run and where it may. A value.</summary>
public sealed record ScoreConfiguration
{
    /// <summary>The nodes.</summary>
    public ValueList<ScoreNode> Nodes { get; init; } = [];

    /// <summary>The resources; those of equal priority get their nodes in this order.</summary>
    public ValueList<ScoreResource> Resources { get; init; } = [];

    /// <summary>Which nodes resources want.</summary>
    public ValueList<ScoreLocation> Locations { get; init; } = [];

    /// <summary>Which resources want to be together or apart.</summary>
    public ValueList<ScoreColocation> Colocations { get; init; } = [];

    /// <summary>Which resources need others.</summary>
    public ValueList<ScoreOrder> Orders { get; init; } = [];

    /// <summary>Options of the whole cluster.</summary>
    public ScoreOptions Options { get; init; } = new();

    /// <summary>Meta attributes of every resource that has them not itself.</summary>
    public ValueMap<string> Defaults { get; init; } = ValueMap.Empty<string>();

    internal bool HasFenceDevice => Resources.Any(resource => resource.All.Any(part => part.IsFenceDevice));

    internal ScoreConfiguration WithMeta(string id, string name, string value) => this with
    {
        Resources = Resources.Select(resource => Changed(resource, id, name, value)).ToValueList(),
    };

    private static ScoreResource Changed(ScoreResource resource, string id, string name, string value) => resource.Id == id
        ? resource with { Meta = resource.Meta.With(name, value) }
        : resource with
        {
            Members = resource.Members.Select(member => Changed(member, id, name, value)).ToValueList(),
            CopyOf = resource.CopyOf is { } copied ? Changed(copied, id, name, value) : null,
        };
}
