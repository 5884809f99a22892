using System.Globalization;
using System.Text.Json.Nodes;
using Loopback.Grid5000.Scheduler;

namespace Loopback.Grid5000.Api;

/// <summary>The VLANs of sites: 9 at each, the first 4 of which no other site reaches.</summary>
/// <param name="testbed">The testbed, whose gate callers hold.</param>
internal sealed class VlanAnswers(Testbed testbed)
{
    private const int LocalMax = 4;
    private const int NumberMax = 9;
    private readonly HashSet<(string Site, int Vlan)> _stopped = [];
    private readonly Dictionary<(string Site, string Node), int> _nodes = [];

    /// <summary>Answers a request below <c>vlans</c> of a site.</summary>
    /// <exception cref="SchedulerFault">There is no such thing, or it cannot be so.</exception>
    public JsonObject Answer(string method, string site, string[] path, JsonObject body)
    {
        _ = testbed.At(site);
        return (method, path) switch
        {
            ("GET", []) => Answers.List(Enumerable.Range(1, NumberMax).Select(Shape)),
            ("GET", [var vlan]) => Shape(Find(vlan)),
            ("GET", [var vlan, "dhcpd"]) => Server(site, Find(vlan)),
            ("PUT", [var vlan, "dhcpd"]) => Switch(site, Find(vlan), Answers.Text(body, "action")),
            ("GET", [var vlan, "nodes"]) => Answers.List(NodesOf(site, Find(vlan)).Select(node => new JsonObject { ["uid"] = node, ["vlan"] = vlan })),
            ("POST", [var vlan, "nodes"]) => Put(site, Find(vlan), Answers.Texts(body, "nodes")),
            _ => throw new SchedulerFault(404, "not found"),
        };
    }

    private static int Find(string vlan) => int.TryParse(vlan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= NumberMax ? number
        : throw new SchedulerFault(404, $"There is no VLAN {vlan}; use 1 to {NumberMax}");

    private static JsonObject Shape(int vlan) => new() { ["uid"] = vlan.ToString(CultureInfo.InvariantCulture), ["type"] = vlan <= LocalMax ? "kavlan-local" : "kavlan", ["links"] = new JsonArray() };

    private IEnumerable<string> NodesOf(string site, int vlan) => _nodes.Where(entry => entry.Key.Site == site && entry.Value == vlan).Select(entry => entry.Key.Node).Order(StringComparer.Ordinal);

    private JsonObject Server(string site, int vlan) => new() { ["uid"] = "dhcpd", ["action"] = _stopped.Contains((site, vlan)) ? "stop" : "start" };

    private JsonObject Switch(string site, int vlan, string action)
    {
        _ = action switch
        {
            "start" => _stopped.Remove((site, vlan)),
            "stop" => _stopped.Add((site, vlan)),
            _ => throw new SchedulerFault(400, $"action '{action}' is none; use start or stop"),
        };
        return Server(site, vlan);
    }

    // A node is named by one of its adapters, as in alpha-1-eth1 or alpha-1-eth1.rennes.example; the first one has the node's own name.
    private JsonObject Put(string site, int vlan, string[] nodes)
    {
        HashSet<string> known = [.. testbed.At(site).Machines.Select(machine => machine.Name.Split('.')[0])];
        string[] unknown = [.. nodes.Where(node => !known.Contains(node.Split('.')[0].Split("-eth")[0]))];
        _ = nodes.Length == 0 || unknown.Length > 0 ? throw new SchedulerFault(400, $"nodes: {(nodes.Length == 0 ? "none" : string.Join(", ", unknown))}; use a list of nodes of {site}, as alpha-1-eth1") : true;
        JsonObject done = [];
        foreach (string node in nodes)
        {
            _nodes[(site, node)] = vlan;
            done[node] = new JsonObject { ["status"] = "success" };
        }

        return done;
    }
}
