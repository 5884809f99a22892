using System.Numerics;
using PhenixScaleApp.Documents;

namespace PhenixScaleApp.Compat.Turbines;

/// <summary>Finds the broker of the co-simulation.</summary>
internal static class HelicsBroker
{
    /// <summary>Address that main controllers report to; null without a co-simulation.</summary>
    /// <exception cref="ReferenceException">The address is unknown, or the broker's section is invalid.</exception>
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

    /// <summary>Number of federates besides the turbines that the broker waits for; null if it is not set.</summary>
    /// <exception cref="ReferenceException">The value is not a number.</exception>
    public static BigInteger? BaseCount(MapValue broker) => broker.Get("base-fed-count") is { } count ? Loose.ToInteger(count) : null;

    /// <summary>Node and address of the broker. The interface follows a <c>|</c>; default the first one.</summary>
    /// <exception cref="ReferenceException">The node does not exist, or has no such address.</exception>
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
