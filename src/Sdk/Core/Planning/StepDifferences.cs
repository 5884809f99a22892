using System.Security.Cryptography;
using Scalewright.Topologies;
using Scalewright.Topologies.Storage;

namespace Scalewright.Planning;

internal static class StepDifferences
{
    private const int DigestDigits = 8;

    // User data often contains credentials, and plans are printed and logged.
    private static readonly string[] SecretFields =
    [
        $"labels.{GroupFacts.UserData}",
        $"annotations.{LaunchConfiguration.UserDataAnnotation}",
    ];

    public static string Describe(NodeSpec node)
    {
        string cloud = node.Cloud.Length > 0 ? $" in {node.Cloud}" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{node.Hardware.Image}, {node.Hardware.Cpus} cpu, {node.Hardware.MemoryMiB} MiB, "
                + $"{Pluralizer.Format(node.ContainerCount, "container")}{cloud}"
        );
    }

    public static ValueList<StepDifference> Compare(NetworkSpec from, NetworkSpec to) =>
        [
            .. Changed("subnet", from.Subnet, to.Subnet),
            .. Changed("gateway", from.Gateway, to.Gateway),
            .. Changed("addresses in use", from.UsedAddressCount, to.UsedAddressCount),
            .. Changed("next address", from.NextAddress, to.NextAddress),
        ];

    public static ValueList<StepDifference> Compare(NodeGroup from, NodeGroup to) =>
        [
            .. Changed("plugin", from.Plugin, to.Plugin),
            .. Changed("after", string.Join(", ", from.After), string.Join(", ", to.After)),
            .. Changed("labels", GroupFacts.ToLabels(from), GroupFacts.ToLabels(to)),
            .. from.ContainerLayout == to.ContainerLayout ? Array.Empty<StepDifference>() : [new("container layout", null, null)],
        ];

    public static ValueList<StepDifference> Compare(NodeSpec from, NodeSpec to) =>
        [
            .. Changed("number", from.Number, to.Number),
            .. Changed("containers", from.ContainerCount, to.ContainerCount),
            .. Changed("first container", from.FirstContainerIndex, to.FirstContainerIndex),
            .. Changed("labels", from.Labels, to.Labels),
            .. Changed("annotations", from.Annotations, to.Annotations),
        ];

    private static IEnumerable<StepDifference> Changed(string field, ValueMap<string> from, ValueMap<string> to) =>
        from
            .Keys.Union(to.Keys, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .SelectMany(key => Changed($"{field}.{key}", from.GetValueOrDefault(key), to.GetValueOrDefault(key)))
            .Select(Redact);

    private static StepDifference Redact(StepDifference difference) =>
        SecretFields.Contains(difference.Field, StringComparer.Ordinal)
            ? difference with
            {
                From = Summarize(difference.From),
                To = Summarize(difference.To),
            }
            : difference;

    private static string? Summarize(string? secret)
    {
        if (secret is null)
        {
            return null;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(secret);
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes))[..DigestDigits];
        return $"{Pluralizer.Format(bytes.Length, "byte")}, SHA-256 {digest}";
    }

    private static StepDifference[] Changed<T>(string field, T from, T to) =>
        EqualityComparer<T>.Default.Equals(from, to) ? [] : [new(field, ToText(from), ToText(to))];

    private static string? ToText<T>(T value) => value is null ? null : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
