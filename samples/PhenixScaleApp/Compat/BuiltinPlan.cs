using System.Buffers;
using System.Numerics;
using PhenixScaleApp.Documents;
using PhenixScaleApp.Logs;
using Scalewright.Topologies;

namespace PhenixScaleApp.Compat;

/// <summary>The plugin <c>builtin</c>: equal nodes, with containers that are named by their numbers.</summary>
internal sealed class BuiltinPlan : ProfilePlan
{
    private readonly MapValue _profile;
    private readonly string _prefix;
    private readonly BigInteger _containers;
    private readonly BigInteger _perNode;

    private BuiltinPlan(MapValue profile, string prefix, BigInteger containers, BigInteger perNode) =>
        (_profile, _prefix, _containers, _perNode) = (profile, prefix, containers, perNode);

    /// <exception cref="ReferenceException">Fields are invalid. The message lists all of them.</exception>
    public static BuiltinPlan Read(MapValue profile, string version)
    {
        FieldCheck fields = new(profile, "BuiltinConfig");
        BigInteger count = fields.Integer("count", 1, 1);
        BigInteger containers = fields.Integer("containers", 0, 0);
        BigInteger perNode = fields.Integer("containers_per_node", 0, 0);
        string prefix = fields.Text("hostname_prefix", "node");
        fields.Done();
        bool hasContainers = containers > 0 && perNode > 0;
        return new BuiltinPlan(profile, version == "1.0.0" ? prefix : $"v2-{prefix}", hasContainers ? containers : 0, perNode)
        {
            Fields = new MapValue()
                .Set("count", new ScalarValue(count))
                .Set("containers", new ScalarValue(containers))
                .Set("containers_per_node", new ScalarValue(perNode))
                .Set("hostname_prefix", prefix),
            IsAnnounced = version == "2.0.0",
            NodeCount = Checked(hasContainers ? DivideUp(containers, perNode) : count),
        };
    }

    /// <summary>True for the version that logs its configuration.</summary>
    public required bool IsAnnounced { get; init; }

    public override void Announce(AppLog log, string profile)
    {
        if (IsAnnounced)
        {
            log.Info($"Using builtin plugin v2.0.0 for profile '{profile}'");
        }
    }

    public override string HostnameOf(int number) => $"{_prefix}-{number}";

    public override long CountContainers(int number) =>
        _containers.IsZero ? 0 : Checked(BigInteger.Min(_perNode, _containers - ((number - 1) * _perNode)));

    public override MapValue DescribeNode() => NodeShape.Make(_profile, new MapValue(), labels: null);

    public override Action<IBufferWriter<byte>> Render(int number, NetworkList networks, string? gateway, ContainerSettings settings)
    {
        long containers = CountContainers(number);
        return buffer =>
        {
            Utf8Output output = new(buffer);
            settings.WriteHeader("scale", networks.Text, ref output);
            for (long i = 1; i <= containers; i++)
            {
                output.Write("    \nvm launch container "u8);
                output.Write(i);
                output.EndLine();
            }

            output.Write("\nvm launch\n\nvm start all\n\n"u8);
            for (long i = 1; i <= containers; i++)
            {
                WriteAddresses(i, networks, gateway, ref output);
            }

            output.EndLine();
            output.Flush();
        };
    }

    private static void WriteAddresses(long container, NetworkList networks, string? gateway, ref Utf8Output output)
    {
        output.Write("    \ncc filter name="u8);
        output.Write(container);
        output.EndLine();
        for (int k = 0; k < networks.Networks.Count; k++)
        {
            output.Write("cc exec ip addr add "u8);
            output.Write(Ipv4.ToAddress(networks.Networks[k].Base + container));
            output.Write("/"u8);
            output.Write(networks.Networks[k].Prefix);
            output.Write(" dev veth"u8);
            output.Write(k);
            output.EndLine();
        }

        if (gateway is not null && networks.Networks.Count > 0)
        {
            output.Write("cc exec ip route add default via "u8);
            output.Write(gateway);
            output.EndLine();
        }
    }
}
