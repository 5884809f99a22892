using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;

namespace PhenixScaleApp.Compat;

/// <summary>Networks as the commands name them, and the address in front of the next container on each.</summary>
/// <param name="text">The networks in one text.</param>
/// <param name="networks">Address and prefix length of each.</param>
/// <param name="names">Names of all that were written, also of those left out: the summary mixes them up, as in the reference.</param>
internal sealed class NetworkList(string text, (long Base, int Prefix)[] networks, IReadOnlyList<string> names)
{
    private static readonly (long, int)[] StandIns = [(Ipv4.ParseAddress("172.16.0.1"), 24), (Ipv4.ParseAddress("10.0.0.1"), 24)];

    /// <summary>The networks in one text, with a blank between them.</summary>
    public string Text => text;

    /// <summary>Address and prefix length of each.</summary>
    public IReadOnlyList<(long Base, int Prefix)> Networks => networks;

    /// <summary>Resolves the networks of a profile.</summary>
    /// <param name="written">The list as written; null when it is not there.</param>
    /// <param name="experiment">Knows the VLAN ids.</param>
    /// <param name="dryRun">A VLAN that is not known is taken for 100, and no networks for two.</param>
    /// <param name="log">Told of VLANs that are not known.</param>
    /// <exception cref="ReferenceException">A network is not what can be read.</exception>
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

    /// <summary>The networks behind a node's containers.</summary>
    /// <param name="containers">How many containers the node has.</param>
    /// <exception cref="ReferenceException">The addresses are used up.</exception>
    public NetworkList Advance(long containers) =>
        new(text, [.. networks.Select(network => (Ipv4.Add(network.Base, containers), network.Prefix))], names);

    /// <summary>What the summary says of a node's addresses.</summary>
    public string Describe(long containers) => string.Join(", ", names.Zip(networks, (name, network) => containers > 0
        ? $"{name}: {Ipv4.ToAddress(network.Base)}-{Ipv4.ToAddress(Ipv4.Add(network.Base, containers - 1))}"
        : $"{name}: N/A"));
}
