using System.Security.Cryptography;
using Scalewright.Planning;
using Scalewright.Providers.Containers.Client;
using Scalewright.Providers.Containers.Nodes;

namespace Scalewright.Providers.Containers.Networks;

/// <summary>
/// Ownership tags of networks. Networks can neither be renamed nor get other labels, so a change creates a volume whose
/// label is the new tag. Of several volumes, the one with the highest number applies.
/// </summary>
internal static class NetworkTags
{
    /// <summary>Name of the default network of a cluster, as a resource.</summary>
    public const string DefaultName = "(default)";

    private const string DefaultTarget = "DefaultNetwork";
    private const int TokenDigits = 32;

    /// <summary>Returns the name of a network, which no other network of the engine has.</summary>
    public static string GetName(ResourceTag tag) => $"sw-{tag.Token}";

    /// <summary>Returns the name of the default network of an owner.</summary>
    public static string GetDefaultName(Owner owner) => $"sw-default-{Hash(owner)}";

    public static string GetVolumeName(string token, long number) => string.Create(CultureInfo.InvariantCulture, $"sw-{token}.{number}");

    public static long GetNumber(EngineVolume volume) =>
        long.TryParse(
            volume.Name.AsSpan(volume.Name.LastIndexOf('.') + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out long number
        )
            ? number
            : 0;

    public static Dictionary<string, string> CreateDefaultLabels(ResourceTag node, DateTimeOffset createdAt)
    {
        // The token of the node would make the network the outcome of the node's creation.
        ResourceTag tag = node with { Target = StepTarget.Network, Name = DefaultName, Group = "", Digest = "", Token = Hash(node.Owner) };
        Dictionary<string, string> labels = ContainerTags.CreateLabels(tag, createdAt);
        labels[ContainerTags.TargetLabel] = DefaultTarget;
        return labels;
    }

    /// <summary>Returns the labels of a volume with the tag of a change.</summary>
    public static Dictionary<string, string> CreateVolumeLabels(ResourceTag change, StoredResourceTag tag, DateTimeOffset createdAt)
    {
        Dictionary<string, string> labels = ContainerTags.CreateLabels(change with { Token = tag.Token }, createdAt);
        labels[ContainerTags.TagLabel] = tag.ToText();
        return labels;
    }

    public static bool IsDefault(EngineNetwork network) => network.Labels.GetValueOrDefault(ContainerTags.TargetLabel) == DefaultTarget;

    /// <returns>Null if neither the network nor a volume has a valid tag.</returns>
    public static StoredResourceTag? Read(EngineNetwork? network, ValueList<EngineVolume> changes)
    {
        if (
            changes.MaxBy(GetNumber) is { } last
            && StoredResourceTag.TryParse(last.Labels.GetValueOrDefault(ContainerTags.TagLabel), out StoredResourceTag? tag)
        )
        {
            return tag;
        }

        if (network is null)
        {
            return null;
        }

        return ContainerTags.Read(network.Labels, IsDefault(network) ? DefaultTarget : nameof(StepTarget.Network));
    }

    private static string Hash(Owner owner) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner.ToString())))[..TokenDigits];
}
