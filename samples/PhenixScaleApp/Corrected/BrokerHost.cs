using PhenixScaleApp.Documents;
using Scalewright.Plugins.WindTurbine;
using Scalewright.Profiles;

namespace PhenixScaleApp.Corrected;

/// <summary>The node that runs a HELICS broker.</summary>
internal static class BrokerHost
{
    private const string Annotation = "helics/federate";

    /// <summary>Finds the address of a broker.</summary>
    /// <param name="hostname"><c>host</c>, or <c>host|interface</c>.</param>
    /// <returns>Address of the interface, or of the first one; null if it does not exist.</returns>
    public static string? FindAddress(ExperimentView view, string hostname)
    {
        string[] parts = hostname.Split('|', 2);
        if ((view.FindNode(parts[0])?.Get("network") as MapValue)?.Get("interfaces") is not ListValue interfaces)
        {
            return null;
        }

        for (int i = 0; i < interfaces.Count; i++)
        {
            if (interfaces[i] is MapValue item && (parts.Length == 1 || (item.Get("name") as ScalarValue)?.Text == parts[1]))
            {
                return (item.Get("address") as ScalarValue)?.Text;
            }
        }

        return null;
    }

    /// <summary>Sets how many federates each broker waits for: base count plus the turbines of all profiles.</summary>
    public static void Annotate(ExperimentView view, IEnumerable<Profile> profiles)
    {
        Dictionary<string, (string Address, long Count)> brokers = new(StringComparer.Ordinal);
        foreach (Profile profile in profiles)
        {
            if (profile.Options is not WindTurbineOptions { Helics.Broker: { Hostname: { } hostname, Address: { } address, BaseFederateCount: { } count } })
            {
                continue;
            }

            string host = hostname.Split('|', 2)[0];
            long known = brokers.TryGetValue(host, out (string Address, long Count) before) ? before.Count : count;
            brokers[host] = (address, known + profile.Count);
        }

        foreach ((string host, (string address, long count)) in brokers)
        {
            MapValue node = view.FindNode(host)!;
            if (node.Get("annotations") is not MapValue annotations)
            {
                annotations = new MapValue();
                node.Set("annotations", annotations);
            }

            annotations.Set(Annotation, new ListValue(new MapValue().Set("broker", address).Set("fed-count", new ScalarValue(count))));
        }
    }
}
