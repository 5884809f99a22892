using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins;

/// <summary>Address rules for every profile, even without containers. Checked before the plugin runs.</summary>
internal static class NetworkRules
{
    public static void Check(Profile profile, ProblemList problems)
    {
        for (int i = 0; i < profile.Networks.Count; i++)
        {
            Check(profile.Networks[i], $"container_template.networks[{i}]", problems);
        }

        NetworkOverlaps.Check(
            profile.Networks.Select(network =>
                (network.Name, Subnet.TryParse(network.Network, out Subnet subnet) ? subnet : (Subnet?)null)
            ),
            at => $"container_template.networks[{at}].network",
            problems
        );
        string? gateway = profile.ContainerTemplate.Gateway;
        string[] names = [.. profile.Networks.AsSpan().ToArray().Select(network => network.Name)];
        if (!string.IsNullOrEmpty(gateway) && !Address.TryParse(gateway, out _) && !names.Contains(gateway, StringComparer.Ordinal))
        {
            string suggestion = Spelling.FindClosest(gateway, names) is { } near ? $"did you mean '{near}'? " : "";
            problems.AddError(
                ProblemCode.UnknownReference,
                default,
                "container_template.gateway",
                $"'{TextEscaping.Escape(gateway)}' is neither an address nor one of the networks "
                    + $"({TextEscaping.Escape(string.Join(", ", names))})",
                $"{suggestion}name one of the networks or give an address"
            );
        }
    }

    public static void Check(NetworkTemplate network, string field, ProblemList problems)
    {
        if (!Subnet.TryParse(network.Network, out Subnet subnet))
        {
            problems.Add(NetworkParser.NoNetwork(network.Network, $"{field}.network"));
        }
        else
        {
            CheckAddress(network.StartIp, subnet, $"{field}.start_ip", problems);
            if (Address.TryParse(network.StartIp, out Address start) && ReservedStart(start, subnet, $"{field}.start_ip") is { } problem)
            {
                problems.Add(problem);
            }

            CheckAddress(network.Gateway == network.Name ? null : network.Gateway, subnet, $"{field}.gateway", problems);
        }
    }

    /// <summary>Returns a problem if the first address of containers is reserved; otherwise null.</summary>
    public static Problem? ReservedStart(Address start, Subnet subnet, string field) =>
        subnet.GetReservation(start) is { } purpose
            ? new Problem(
                ProblemCode.InvalidAddress,
                $"{start} is {purpose} of {subnet}",
                $"use an address from {subnet.FirstUsable} to {subnet.LastUsable}"
            )
            {
                Field = field,
            }
            : null;

    private static void CheckAddress(string? text, Subnet subnet, string field, ProblemList problems)
    {
        if (text is not null && !(Address.TryParse(text, out Address address) && subnet.Contains(address)))
        {
            problems.AddError(
                ProblemCode.InvalidAddress,
                default,
                field,
                $"'{TextEscaping.Escape(text)}' is not an address in {subnet}",
                $"use an address from {subnet.First} to {subnet.Last}"
            );
        }
    }
}
