using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp.Compat;

/// <summary>Networks of a profile: text for the commands, and the address before the next free address.</summary>
/// <param name="text">All networks, separated by spaces.</param>
/// <param name="networks">Address before the next free address, and prefix length, of each network.</param>
/// <param name="names">Names of all networks of the profile, including omitted ones. The summary uses them by position,
/// which is wrong after an omitted network, as in the reference.</param>
internal sealed class NetworkList(string text, (long Base, int Prefix)[] networks, IReadOnlyList<string> names)
{
    private static readonly (long, int)[] StandIns = [(Ipv4.ParseAddress("172.16.0.1"), 24), (Ipv4.ParseAddress("10.0.0.1"), 24)];

    /// <summary>All networks, separated by spaces.</summary>
    public string Text => text;

    public IReadOnlyList<(long Base, int Prefix)> Networks => networks;

    /// <summary>Resolves the networks of a profile.</summary>
    /// <param name="written">The list in the profile; null if it is missing.</param>
    /// <param name="experiment">Source of VLAN IDs.</param>
    /// <param name="dryRun">True to replace an unknown VLAN with 100, and an empty list with two networks.</param>
    /// <param name="log">Receives warnings of unknown VLANs.</param>
    /// <exception cref="ReferenceException">A network is invalid.</exception>
    public static NetworkList Resolve(Value? written, Experiment experiment, bool dryRun, AppLog log)
    {
        if (!Loose.IsTrue(written))
        {
            return dryRun ? new NetworkList("phenix,100 phenix,101", StandIns, []) : new NetworkList("", [], []);
        }

        List<string> texts = [];
        List<string> names = [];
        List<(long, int)> networks = [];
        foreach (Value network in Loose.Items(written!))
        {
            Value? name = Loose.Find(network, "name");
            names.Add(name is null ? "unknown" : Loose.Text(name));
            if (experiment.FindVlan(name) is { } vlan)
            {
                texts.Add($"{experiment.Name},{vlan}");
            }
            else if (dryRun)
            {
                texts.Add($"{experiment.Name},100");
            }
            else
            {
                log.Warning($"VLAN not found: {Loose.Text(name ?? throw ReferenceException.MissingKey("name"))}");
                continue;
            }

            networks.Add(Ipv4.ParseInterface(Loose.Find(network, "network") ?? throw ReferenceException.MissingKey("network")));
        }

        return new NetworkList(string.Join(' ', texts).TrimEnd(), [.. networks], names);
    }

    /// <summary>Returns the networks after a node's containers.</summary>
    /// <param name="containers">Number of containers of the node.</param>
    /// <exception cref="ReferenceException">The addresses are exhausted.</exception>
    public NetworkList Advance(long containers) =>
        new(text, [.. networks.Select(network => (Ipv4.Add(network.Base, containers), network.Prefix))], names);

    /// <summary>Text of a node's addresses in the summary.</summary>
    public string Describe(long containers) => string.Join(", ", names.Zip(networks, (name, network) => containers > 0
        ? $"{name}: {Ipv4.ToAddress(network.Base)}-{Ipv4.ToAddress(Ipv4.Add(network.Base, containers - 1))}"
        : $"{name}: N/A"));
}
