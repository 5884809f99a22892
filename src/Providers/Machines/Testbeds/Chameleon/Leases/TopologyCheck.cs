using Scalewright.Providers.Chameleon.Nodes;
using Scalewright.Providers.Chameleon.Wire;

namespace Scalewright.Providers.Chameleon.Leases;

/// <summary>Why a topology cannot work in such a place, before anything is leased.</summary>
/// <param name="options">What leases and servers are like.</param>
internal sealed class TopologyCheck(ValueList<SiteDesk> desks, ChameleonOptions options)
{
    public async Task<ValueList<Problem>> CheckAsync(Topology topology, CancellationToken cancellationToken)
    {
        ProblemList problems = new();
        foreach (string network in topology.Networks.Keys)
        {
            problems.Add(ChameleonProblems.NoNetwork(network));
        }

        foreach (NodeSpec node in topology.Nodes.Where(node => node.Files.Count + node.StartScripts.Count + node.StartupCommands.Count > 0))
        {
            problems.Add(ChameleonProblems.NotSent(node.Name));
        }

        foreach (IGrouping<string, NodeSpec> site in topology.Nodes.GroupBy(node => Place.Of(node, options).Region, StringComparer.Ordinal))
        {
            if (desks.FirstOrDefault(desk => desk.Region == site.Key) is { } desk)
            {
                await CheckSiteAsync(desk, [.. site], problems, cancellationToken);
            }
            else
            {
                foreach (NodeSpec node in site)
                {
                    problems.Add(ChameleonProblems.UnknownSite(node.Name, site.Key, options));
                }
            }
        }

        return problems.ToValueList();
    }

    private static bool Fits(LeaseHost host, NodeSpec node) => host.Vcpus >= node.Hardware.Cpus && host.MemoryMb >= node.Hardware.MemoryMiB;

    private async Task CheckSiteAsync(SiteDesk desk, ValueList<NodeSpec> nodes, ProblemList problems, CancellationToken cancellationToken)
    {
        IReadOnlyList<LeaseHost> hosts = await new HostCalendar(desk.Session).HostsAsync(cancellationToken);
        foreach (IGrouping<string, NodeSpec> type in nodes.GroupBy(node => Place.Of(node, options).Type, StringComparer.Ordinal))
        {
            Place place = new(desk.Region, type.Key);
            LeaseHost[] some = [.. hosts.Where(host => type.Key.Length == 0 || host.NodeType == type.Key)];
            if (some.Length == 0)
            {
                problems.Add(ChameleonProblems.UnknownType(type.First().Name, desk.Region, type.Key, hosts.Select(host => host.NodeType ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
                continue;
            }

            foreach (NodeSpec node in type.Where(node => !Array.Exists(some, host => Fits(host, node))))
            {
                problems.Add(ChameleonProblems.TooLarge(node.Name, $"{CountText.Of(node.Hardware.Cpus, "processor")} and {node.Hardware.MemoryMiB} MiB are asked for, and no machine of {place} has both"));
            }

            foreach (NodeSpec node in type.Where(node => Array.Exists(some, host => Fits(host, node)) && !some.All(host => Fits(host, node))))
            {
                // A lease asks for so many machines of a type, and may be given any of them.
                string[] types = [.. hosts.GroupBy(host => host.NodeType ?? "", StringComparer.Ordinal).Where(one => one.Key.Length > 0 && one.All(host => Fits(host, node))).Select(one => $"{desk.Region}/{one.Key}").Order(StringComparer.Ordinal)];
                problems.Add(ChameleonProblems.MayBeTooSmall(node.Name, $"{CountText.Of(node.Hardware.Cpus, "processor")} and {node.Hardware.MemoryMiB} MiB are asked for, and {place} has machines with less, which a lease may be given", types));
            }

            if (some.Length < type.Count())
            {
                problems.Add(ChameleonProblems.TooMany(place.ToString(), type.Count(), some.Length));
            }
        }

        await CheckNamesAsync(desk, nodes, problems, cancellationToken);
    }

    private async Task CheckNamesAsync(SiteDesk desk, ValueList<NodeSpec> nodes, ProblemList problems, CancellationToken cancellationToken)
    {
        List<Task<string>> names =
        [
            .. nodes.Select(node => NodeMaking.ImageOf(node, options)).Distinct(StringComparer.Ordinal).Select(image => desk.Names.ImageAsync(image, cancellationToken)),
            desk.Names.FlavorAsync(options.Flavor, cancellationToken),
            desk.Names.NetworkAsync(options.Network, cancellationToken),
        ];
        if (desk.Addresses.IsUsed)
        {
            names.Add(desk.Names.NetworkAsync(options.FloatingNetwork, cancellationToken));
        }

        foreach (Task<string> name in names)
        {
            try
            {
                await name;
            }
            catch (RestException missing) when (missing.Status == 404)
            {
                problems.Add(ChameleonProblems.NotThere(missing.Message));
            }
        }
    }
}
