using Scalewright.Providers.Chameleon.Wire;
using Scalewright.Providers.Slots;

namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Reports why a topology cannot be provisioned on the testbed, before machines are leased.</summary>
internal sealed class ChameleonTopologyCheck(ValueList<SiteClient> siteClients, ChameleonOptions options)
{
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        problems.AddRange(TestbedProblems.Ignored(topology, "machine", "the image", "the options"));
        foreach (
            IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(
                node => ChameleonLocation.From(node, options).Region,
                StringComparer.Ordinal
            )
        )
        {
            if (siteClients.FirstOrDefault(siteClient => siteClient.Region == site.Key) is { } siteClient)
            {
                await CheckSiteAsync(siteClient, [.. site], problems, cancellationToken);
            }
            else
            {
                problems.AddRange(
                    site.Select(node =>
                        TestbedProblems.UnknownSite(node.Name, site.Key, siteClients.Select(siteClient => siteClient.Region))
                    )
                );
            }
        }

        return problems.ToValueList();
    }

    private static bool Fits(LeaseHost host, NodeSpec node) => host.Vcpus >= node.Hardware.Cpus && host.MemoryMb >= node.Hardware.MemoryMiB;

    private async Task CheckSiteAsync(
        SiteClient siteClient,
        ValueList<NodeSpec> nodes,
        ProblemList problems,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<LeaseHost> hosts = await new HostCalendar(siteClient.Session).ListHostsAsync(cancellationToken);
        foreach (
            IGrouping<string, NodeSpec> type in nodes.GroupBy(node => ChameleonLocation.From(node, options).Type, StringComparer.Ordinal)
        )
        {
            CheckType(new ChameleonLocation(siteClient.Region, type.Key), [.. type], hosts, problems);
        }

        await CheckNamesAsync(siteClient, nodes, problems, cancellationToken);
    }

    /// <summary>Checks the nodes of one type of machine.</summary>
    /// <param name="hosts">All machines of the site.</param>
    private static void CheckType(
        ChameleonLocation location,
        ValueList<NodeSpec> nodes,
        IReadOnlyList<LeaseHost> hosts,
        ProblemList problems
    )
    {
        LeaseHost[] typeHosts = [.. hosts.Where(host => location.Type.Length == 0 || host.NodeType == location.Type)];
        if (typeHosts.Length == 0)
        {
            problems.Add(
                ChameleonProblems.UnknownType(
                    nodes[0].Name,
                    location.Region,
                    location.Type,
                    hosts.Select(host => host.NodeType ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                )
            );
            return;
        }

        problems.AddRange(
            nodes
                .Where(node => !Array.Exists(typeHosts, host => Fits(host, node)))
                .Select(node =>
                    ChameleonProblems.TooLarge(node.Name, $"{TestbedProblems.Sizes(node)}, and no machine of {location} has both")
                )
        );

        // A lease requests a number of machines of a type and may receive any machine of that type.
        problems.AddRange(
            nodes
                .Where(node => Array.Exists(typeHosts, host => Fits(host, node)) && !typeHosts.All(host => Fits(host, node)))
                .Select(node =>
                    ChameleonProblems.MayBeTooSmall(
                        node.Name,
                        $"{TestbedProblems.Sizes(node)}, but {location} also has smaller machines, which the lease may receive",
                        FindLargeTypes(location.Region, node, hosts)
                    )
                )
        );

        if (typeHosts.Length < nodes.Count)
        {
            problems.Add(TestbedProblems.TooMany(location.ToString(), nodes.Count, typeHosts.Length));
        }
    }

    /// <summary>Returns the types whose machines are all large enough for a node, as SITE/TYPE.</summary>
    private static string[] FindLargeTypes(string region, NodeSpec node, IReadOnlyList<LeaseHost> hosts) =>
        [
            .. hosts
                .GroupBy(host => host.NodeType ?? "", StringComparer.Ordinal)
                .Where(type => type.Key.Length > 0 && type.All(host => Fits(host, node)))
                .Select(type => $"{region}/{type.Key}")
                .Order(StringComparer.Ordinal),
        ];

    private async Task CheckNamesAsync(
        SiteClient siteClient,
        ValueList<NodeSpec> nodes,
        ProblemList problems,
        CancellationToken cancellationToken
    )
    {
        List<Task<string>> names =
        [
            .. nodes
                .Select(node => NodeCreation.GetImage(node, options))
                .Distinct(StringComparer.Ordinal)
                .Select(image => siteClient.Names.ResolveImageAsync(image, cancellationToken)),
            siteClient.Names.ResolveFlavorAsync(options.Flavor, cancellationToken),
            siteClient.Names.ResolveNetworkAsync(options.Network, cancellationToken),
        ];
        if (siteClient.Addresses.IsUsed)
        {
            names.Add(siteClient.Names.ResolveNetworkAsync(options.FloatingNetwork, cancellationToken));
        }

        foreach (Task<string> name in names)
        {
            try
            {
                await name;
            }
            catch (RestException exception) when (exception.Status == 404)
            {
                problems.Add(ChameleonProblems.UnknownName(exception.Message));
            }
        }
    }
}

/// <summary>Requested placement of a node.</summary>
/// <param name="Type">Type of its machine; empty for any.</param>
internal readonly record struct ChameleonLocation(string Region, string Type)
{
    public static ChameleonLocation From(NodeSpec node, ChameleonOptions options) =>
        node.Cloud.Split('/', 2) switch
        {
            [var region, var type] => new(region, type),
            _ when options.Sites.Any(site => site.Region == node.Cloud) => new(node.Cloud, options.NodeType),
            _ => new(options.Sites[0].Region, node.Cloud.Length > 0 ? node.Cloud : options.NodeType),
        };

    public override string ToString() => Type.Length > 0 ? $"{Region}/{Type}" : Region;
}

/// <summary>Machines of a site and their leases.</summary>
internal sealed class HostCalendar(SiteSession session)
{
    /// <summary>Lists the machines that can be leased.</summary>
    public async Task<IReadOnlyList<LeaseHost>> ListHostsAsync(CancellationToken cancellationToken)
    {
        BlazarHostList response = await session.GetAsync(
            OpenStackService.Reservation,
            "os-hosts",
            ChameleonJson.Default.BlazarHostList,
            cancellationToken
        );
        return
        [
            .. (response.Hosts ?? throw new RestException(200, "the response is not a list") { IsInvalidResponse = true }).Where(host =>
                host.Reservable
            ),
        ];
    }

    /// <summary>
    /// Reads the machines of each type with their bookings, which are rounded to whole minutes like leases.
    /// </summary>
    /// <param name="types">Requested types; an empty type selects all machines.</param>
    public async Task<IReadOnlyDictionary<string, ValueList<MachineCalendar>>> ReadAsync(
        IReadOnlyCollection<string> types,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<LeaseHost> hosts = await ListHostsAsync(cancellationToken);
        BlazarAllocationList response = await session.GetAsync(
            OpenStackService.Reservation,
            "os-hosts/allocations",
            ChameleonJson.Default.BlazarAllocationList,
            cancellationToken
        );
        ILookup<string, ReservedPeriod> bookings = (
            response.Allocations ?? throw new RestException(200, "the response is not a list") { IsInvalidResponse = true }
        )
            .SelectMany(host =>
                (host.Reservations ?? [])
                    .Select(ToReservedPeriod)
                    .OfType<ReservedPeriod>()
                    .Select(booking => (Host: host.ResourceId ?? "", booking))
            )
            .ToLookup(entry => entry.Host, entry => entry.booking, StringComparer.Ordinal);
        return types.ToDictionary(
            type => type,
            type =>
                hosts
                    .Where(host => type.Length == 0 || host.NodeType == type)
                    .OrderBy(host => host.Id, StringComparer.Ordinal)
                    .Select(host => new MachineCalendar(host.HypervisorHostname ?? host.Id, [.. bookings[host.Id]]))
                    .ToValueList(),
            StringComparer.Ordinal
        );
    }

    private static ReservedPeriod? ToReservedPeriod(AllocatedTime time) =>
        LeaseTime.Read(time.StartDate) is { } from && LeaseTime.Read(time.EndDate) is { } until
            ? new ReservedPeriod(LeaseTime.RoundDown(from), LeaseTime.RoundUp(until))
            : null;
}
