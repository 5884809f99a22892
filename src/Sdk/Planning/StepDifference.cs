using System.Globalization;
using Scalewright.Topologies;

namespace Scalewright.Planning;

/// <summary>What a step changes, in words.</summary>
internal static class StepDifference
{
    public static string Describe(NodeSpec node)
    {
        string place = node.Cloud.Length > 0 ? $" in {node.Cloud}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Hardware.Image}, {node.Hardware.Cpus} cpu, {node.Hardware.MemoryMiB} MiB, {node.ContainerCount} containers{place}");
    }

    public static string Of(NetworkSpec from, NetworkSpec to) => Join(
        Changed("subnet", from.Subnet, to.Subnet),
        Changed("gateway", from.Gateway?.ToString() ?? "none", to.Gateway?.ToString() ?? "none"),
        Changed("addresses in use", from.Used, to.Used),
        Changed("next address", from.Next?.ToString() ?? "none", to.Next?.ToString() ?? "none"));

    public static string Of(NodeGroup from, NodeGroup to) => Join(
        Changed("plugin", from.Plugin, to.Plugin),
        Changed("labels", from.Labels, to.Labels),
        from.Containers == to.Containers ? "" : "the rule of its containers");

    public static string Of(NodeSpec from, NodeSpec to) => Join(
        Changed("number", from.Number, to.Number),
        Changed("containers", from.ContainerCount, to.ContainerCount),
        Changed("first container", from.FirstContainer, to.FirstContainer),
        Changed("labels", from.Labels, to.Labels),
        Changed("annotations", from.Annotations, to.Annotations));

    private static string Changed(string what, ValueMap<string> from, ValueMap<string> to) => Join(from.Keys
        .Union(to.Keys, StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(key => Changed($"{what}.{key}", TextOf(from, key), TextOf(to, key))));

    private static string TextOf(ValueMap<string> map, string key) => map.TryGetValue(key, out string? text) ? $"'{Printable.Escape(text)}'" : "none";

    private static string Changed<T>(string what, T from, T to) =>
        EqualityComparer<T>.Default.Equals(from, to) ? "" : string.Create(CultureInfo.InvariantCulture, $"{what} {from} -> {to}");

    private static string Join(params IEnumerable<string> parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
