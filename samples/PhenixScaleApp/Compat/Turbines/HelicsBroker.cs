using System.Numerics;
using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>Finds the broker of the co-simulation.</summary>
internal static class HelicsBroker
{
    /// <summary>The address that main controllers report to; null when they are in no co-simulation.</summary>
    /// <exception cref="ReferenceException">It is not known, or the broker's section is not what can be read.</exception>
    public static Value? Address(WindConfigs configs, MapValue helics, NodeRegister nodes)
    {
        if (helics.Count == 0 && !Loose.IsTrue(configs.Defaults.Section("main-controller").Section("turbine")["helicsTopic"]))
        {
            return null;
        }

        Value broker = helics.Get("broker") ?? new MapValue();
        Value? address = null;
        if (Loose.Contains(broker, "hostname"))
        {
            address = Find(nodes, Loose.Index(broker, "hostname")).Address;
            _ = BaseCount(Loose.AsMap(broker, "get"));
        }
        else if (Loose.Contains(broker, "address"))
        {
            address = Loose.Index(broker, "address");
        }

        return Loose.IsTrue(address) ? address : throw new ReferenceException("AssertionError", "Could not resolve HELICS broker address");
    }

    /// <summary>The federates that the broker waits for beside the turbines; null when they are none of our business.</summary>
    /// <exception cref="ReferenceException">It is no number.</exception>
    public static BigInteger? BaseCount(MapValue broker) => broker.Get("base-fed-count") is { } count ? Loose.ToInteger(count) : null;

    /// <summary>The node on which the broker runs, and its address: of the interface behind a <c>|</c>, else of the first.</summary>
    /// <exception cref="ReferenceException">There is no such node, or it has no such address.</exception>
    public static (MapValue Node, Value Address) Find(NodeRegister nodes, Value hostname)
    {
        string[] parts = Loose.Contains(hostname, "|") ? TurbineSection.AttributeOf(hostname).Split('|', 2) : [TurbineSection.AttributeOf(hostname), ""];
        MapValue node = nodes.FindMap(parts[0])
            ?? throw new ReferenceException("AssertionError", $"HELICS broker host '{parts[0]}' not found in topology");
        Value? found = Loose.Items(Loose.Member(Loose.Member(node, "network"), "interfaces"))
            .FirstOrDefault(item => parts[1].Length == 0 || Loose.AreEqual(Loose.Index(item, "name"), new ScalarValue(parts[1])));
        Value? address = found is null ? null : Loose.Find(found, "address");
        return Loose.IsTrue(address)
            ? (node, address!)
            : throw new ReferenceException("AssertionError", $"Could not resolve IP for HELICS broker on host '{parts[0]}'");
    }
}
