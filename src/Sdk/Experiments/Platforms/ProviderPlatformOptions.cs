using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Experiments.Platforms;

/// <summary>How hosts are made of a provider's nodes.</summary>
/// <param name="Type">What stands behind <c>type</c> in the section.</param>
/// <param name="Open">Opens the place that a section asks for; it must know addresses (<see cref="IKnowsAddresses"/>). The platform disposes of it.</param>
/// <param name="StateFolder">Where the clusters of sections keep their state, each in a folder of its own. What is written there finds the nodes again.</param>
public sealed record ProviderPlatformOptions(string Type, Func<PlatformSection, IProvider> Open, string StateFolder)
{
    /// <summary>Keys in lower case that each section must have; default none.</summary>
    public ValueList<string> RequiredFields { get; init; } = [];

    /// <summary>
    /// Keys in lower case that a section may have besides; default none. Those of <see cref="HostKeys"/> and of reservations are known.
    /// </summary>
    public ValueList<string> OptionalFields { get; init; } = [];

    /// <summary>The node of a host, by its name and number from 1; default: one that says nothing of itself.</summary>
    public Func<PlatformSection, string, int, NodeSpec> Describe { get; init; } = static (_, name, number) => new NodeSpec(name, number);

    /// <summary>How long nodes may take to be ready, waiting for a start that was agreed on included; default: as long as until the section's reservation begins, and 30 minutes.</summary>
    public Func<PlatformSection, DateTimeOffset, TimeSpan> StartMax { get; init; } = static (section, now) =>
        (Reservation.Of(section, now)?.Start is { } start && start > now ? start - now : TimeSpan.Zero) + TimeSpan.FromMinutes(30);

    /// <summary>The group of all hosts; empty, the default: the type.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whom Ansible logs in as; default <c>root</c>.</summary>
    public string User { get; init; } = "root";

    /// <summary>Keys of the section that each host has as variables, where they are there; default those of reservations.</summary>
    public ValueList<string> HostKeys { get; init; } = ["reservation_name", "site", "cluster"];
}
