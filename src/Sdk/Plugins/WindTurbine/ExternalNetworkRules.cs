using Scalewright.Profiles;
using Scalewright.Topologies;

namespace Scalewright.Plugins.WindTurbine;

/// <summary>The rules of the network on which main controllers are reached.</summary>
internal static class ExternalNetworkRules
{
    /// <summary>Adds a problem for each rule that the network breaks.</summary>
    public static void Check(NetworkTemplate network, string field, ProblemList problems)
    {
        if (!NameRules.IsName(network.Name))
        {
            problems.AddError(ProblemCode.InvalidName, default, $"{field}.name", $"'{Printable.Escape(network.Name)}' is not a name", NameRules.Advice);
        }

        if (!Subnet.TryParse(network.Network, out Subnet subnet))
        {
            problems.AddError(ProblemCode.BadAddress, default, $"{field}.network", $"'{Printable.Escape(network.Network)}' is not a network", "use address/prefix, as in 10.0.0.0/16");
            return;
        }

        CheckAddress(network.StartIp, subnet, $"{field}.start_ip", problems);
        if (network.Gateway != network.Name)
        {
            CheckAddress(network.Gateway, subnet, $"{field}.gateway", problems);
        }
    }

    /// <summary>The network with its gateway as an address.</summary>
    public static NetworkTemplate Resolve(NetworkTemplate network) =>
        network.Gateway == network.Name && Subnet.TryParse(network.Network, out Subnet subnet) && subnet.Base < subnet.Last
            ? network with { Gateway = subnet.Base.Add(1).ToString() }
            : network;

    private static void CheckAddress(string? text, Subnet subnet, string field, ProblemList problems)
    {
        if (text is not null && !(Address.TryParse(text, out Address address) && subnet.Contains(address)))
        {
            problems.AddError(ProblemCode.BadAddress, default, field, $"'{Printable.Escape(text)}' is no address of {subnet}", $"use an address from {subnet.First} to {subnet.Last}");
        }
    }
}
