namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Configuration of resources and constraints. Immutable.</summary>
public sealed record ScoreConfiguration
{
    /// <summary>The nodes.</summary>
    public ValueList<ScoreNode> Nodes { get; init; } = [];

    /// <summary>The resources. Those of equal priority are assigned in this order.</summary>
    public ValueList<ScoreResource> Resources { get; init; } = [];

    /// <summary>Location constraints.</summary>
    public ValueList<ScoreLocation> Locations { get; init; } = [];

    /// <summary>Colocation constraints.</summary>
    public ValueList<ScoreColocation> Colocations { get; init; } = [];

    /// <summary>Order constraints.</summary>
    public ValueList<ScoreOrder> Orders { get; init; } = [];

    /// <summary>Options of the cluster.</summary>
    public ScoreOptions Options { get; init; } = new();

    /// <summary>Default meta attributes of all resources.</summary>
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
