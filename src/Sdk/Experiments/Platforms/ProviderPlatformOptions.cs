using Scalewright.Providers;
using Scalewright.Topologies;

namespace Scalewright.Experiments.Platforms;

/// <summary>Options of a platform whose hosts are nodes of a provider.</summary>
/// <param name="Type">Value of <c>type</c> in the section.</param>
/// <param name="ProviderFactory">Creates the provider for a section. It must provide addresses
/// (<see cref="INodeAddresses"/>). The platform disposes it.</param>
/// <param name="StateFolder">Folder for the state of the clusters, one subfolder per section. The state is required to
/// find the nodes again. Default empty: <see cref="PlatformSection.StateFolder"/>.</param>
public sealed record ProviderPlatformOptions(string Type, Func<PlatformSection, IProvider> ProviderFactory, string StateFolder = "")
{
    /// <summary>Required keys of a section, in lower case. Default empty.</summary>
    public ValueList<string> RequiredFields { get; init; } = [];

    /// <summary>
    /// Optional keys of a section, in lower case. Default empty. Keys of <see cref="HostKeys"/> and of reservations are
    /// always allowed.
    /// </summary>
    public ValueList<string> OptionalFields { get; init; } = [];

    /// <summary>Accepted keys that have no effect, with a warning. Default empty.</summary>
    internal ValueList<string> UnappliedFields { get; init; } = [];

    /// <summary>Creates the specification of a host by name and number, from 1. Default: name and number.</summary>
    public Func<PlatformSection, string, int, NodeSpec> NodeSpecFactory { get; init; } =
        static (_, name, number) => new NodeSpec(name, number);

    /// <summary>
    /// Returns the timeout for nodes to become ready, including the wait for a scheduled start. Default: the time until
    /// the section's reservation starts plus 30 minutes.
    /// </summary>
    public Func<PlatformSection, DateTimeOffset, TimeSpan> StartTimeoutSelector { get; init; } =
        static (section, now) =>
            (Reservation.FromSection(section, now)?.Start is { } start && start > now ? start - now : TimeSpan.Zero)
            + TimeSpan.FromMinutes(30);

    /// <summary>Name of the group of all hosts. Default empty: the type.</summary>
    public string Group { get; init; } = "";

    /// <summary>User name for Ansible. Default <c>root</c>.</summary>
    public string User { get; init; } = "root";

    /// <summary>Keys of the section that become host variables. Default the keys of reservations.</summary>
    public ValueList<string> HostKeys { get; init; } = ["reservation_name", "site", "cluster"];
}
