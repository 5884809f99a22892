namespace Scalewright.Topologies;

/// <summary>Cloud of a domain.</summary>
/// <param name="Name">Name of the cloud, as in <c>NodeSpec.Cloud</c>. If empty, the provider chooses the
/// location.</param>
/// <param name="MaxNodes">Maximum number of nodes of the domain in this cloud, 0 or more. Default -1: no limit.</param>
public sealed record DomainCloud(string Name, int MaxNodes = DomainCloud.Unlimited)
{
    /// <summary>Value of <see cref="MaxNodes"/> for a cloud without a limit: -1.</summary>
    public const int Unlimited = -1;

    /// <summary>Price of one node per hour, 0 or more, in any single currency. Default 0.</summary>
    public double PricePerHour { get; init; }

    /// <summary>
    /// True for spot nodes, which are cheap but can be terminated by the provider at any time. Default false.
    /// </summary>
    public bool IsSpot { get; init; }

    /// <summary>Formats the cloud, as in <c>hotel:4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{MaxNodes}");
}
