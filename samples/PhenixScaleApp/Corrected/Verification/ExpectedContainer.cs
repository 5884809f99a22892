using Scalewright;
using Scalewright.Topologies;

namespace PhenixScaleApp.Corrected.Verification;

/// <summary>Expected state of one container after the commands of its node.</summary>
/// <param name="Links">Its interfaces in order.</param>
/// <param name="Gateway">Address of its default route; null for none.</param>
internal sealed record ExpectedContainer(string Name, ValueList<ExpectedLink> Links, string? Gateway)
{
    public static ExpectedContainer Of(in ContainerSpec container, NetworkPeers peers)
    {
        List<ExpectedLink> links = [];
        for (int i = 0; i < container.Role.NetworkAttachments.Count; i++)
        {
            NetworkAttachment rule = container.Role.NetworkAttachments[i];
            links.Add(new ExpectedLink(
                $"veth{i}",
                container.Format(rule.Network),
                $"{container.GetAddress(i)}/{rule.Addresses.Subnet.PrefixLength}",
                peers.Find(container, i)?.ToString()));
        }

        return new ExpectedContainer(container.Name, links.ToValueList(), container.Role.Gateway?.ToString());
    }

    /// <summary>The distinct addresses to ping.</summary>
    public IEnumerable<string> Peers => Links.Select(link => link.Peer).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Compares with the report of the container.</summary>
    /// <returns>The missing parts, one clause each; empty if none is missing.</returns>
    public IEnumerable<string> FindMissing(ContainerReport report)
    {
        foreach (ExpectedLink link in Links)
        {
            if (!report.Links.TryGetValue(link.Interface, out bool isUp))
            {
                yield return $"{link.Interface} ({link.Network}) is not there";
            }
            else if (!isUp)
            {
                yield return $"{link.Interface} ({link.Network}) is down";
            }

            if (!report.Addresses.Contains((link.Interface, link.Address)))
            {
                yield return $"{link.Address} is not on {link.Interface}";
            }
        }

        if (Gateway is not null && !report.Gateways.Contains(Gateway))
        {
            yield return $"the default route via {Gateway} is missing";
        }

        foreach (ExpectedLink link in Links.Where(link => link.Peer is not null && !report.Answering.Contains(link.Peer)))
        {
            yield return $"{link.Peer} on {link.Network} does not answer";
        }
    }
}
