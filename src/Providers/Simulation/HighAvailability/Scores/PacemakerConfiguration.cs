namespace Scalewright.Providers.Simulation.HighAvailability.Scores;

/// <summary>Configuration of resources and constraints. Immutable.</summary>
public sealed record PacemakerConfiguration
{
    /// <summary>The nodes.</summary>
    public ValueList<PacemakerNode> Nodes { get; init; } = [];

    /// <summary>The resources. Those of equal priority are assigned in this order.</summary>
    public ValueList<PacemakerResource> Resources { get; init; } = [];

    /// <summary>Location constraints.</summary>
    public ValueList<LocationConstraint> Locations { get; init; } = [];

    /// <summary>Colocation constraints.</summary>
    public ValueList<ColocationConstraint> Colocations { get; init; } = [];

    /// <summary>Order constraints.</summary>
    public ValueList<OrderConstraint> Orders { get; init; } = [];

    /// <summary>Options of the cluster.</summary>
    public PacemakerOptions Options { get; init; } = new();

    /// <summary>Default meta attributes of all resources.</summary>
    public ValueMap<string> Defaults { get; init; } = ValueMap.Empty<string>();

    internal bool HasFenceDevice => Resources.Any(resource => resource.All.Any(part => part.IsFenceDevice));

    internal PacemakerConfiguration WithMeta(string id, string name, string value) =>
        this with
        {
            Resources = Resources.Select(resource => SetMeta(resource, id, name, value)).ToValueList(),
        };

    private static PacemakerResource SetMeta(PacemakerResource resource, string id, string name, string value)
    {
        if (resource.Id == id)
        {
            return resource with { MetaAttributes = resource.MetaAttributes.With(name, value) };
        }

        return resource with
        {
            Members = resource.Members.Select(member => SetMeta(member, id, name, value)).ToValueList(),
            CloneOf = resource.CloneOf is { } cloned ? SetMeta(cloned, id, name, value) : null,
        };
    }
}

/// <summary>Runs a resource only while another runs.</summary>
/// <param name="First">Required resource.</param>
/// <param name="Then">Dependent resource.</param>
public sealed record OrderConstraint(string First, string Then);

/// <summary>Node that may be a member.</summary>
/// <param name="Name">Name of the node.</param>
public sealed record PacemakerNode(string Name)
{
    /// <summary>Capacity, for example memory: 8. Ignored by the default placement strategy.</summary>
    public ValueMap<int> Capacity { get; init; } = ValueMap.Empty<int>();
}
