using System.Security.Cryptography;
using Scalewright.Planning;

namespace Scalewright.Providers.Kubernetes.Pods;

/// <summary>Converts the ownership tag of a node to annotations and labels of its pod, and back.</summary>
internal static class PodTags
{
    public const string ManagerLabel = "app.kubernetes.io/managed-by";
    public const string Manager = "scalewright";
    public const string OwnerLabel = "scalewright/owner";
    private const string OwnerKey = "scalewright/owner";
    private const string NodeKey = "scalewright/node";
    private const string GroupKey = "scalewright/group";
    private const string TokenKey = "scalewright/token";
    private const string DigestKey = "scalewright/digest";
    private const string EpochKey = "scalewright/epoch";
    private const string SequenceKey = "scalewright/sequence";
    private const string ExpiresKey = "scalewright/expires";
    private const int HashLength = 40;

    public static string Selector(Owner? owner) =>
        owner is null ? $"{ManagerLabel}={Manager}" : $"{ManagerLabel}={Manager},{OwnerLabel}={Hash(owner.ToString())}";

    /// <summary>
    /// Returns the labels for a tag. The owner is hashed, because its name may not be a valid label value.
    /// </summary>
    public static Dictionary<string, string> GetLabels(ResourceTag tag) =>
        new(StringComparer.Ordinal) { [ManagerLabel] = Manager, [OwnerLabel] = Hash(tag.Owner.ToString()) };

    public static Dictionary<string, string> Create(ResourceTag tag) =>
        new(Renewed(tag), StringComparer.Ordinal)
        {
            [OwnerKey] = tag.Owner.ToString(),
            [NodeKey] = tag.Name,
            [GroupKey] = tag.Group,
            [TokenKey] = tag.Token,
        };

    public static Dictionary<string, string> Renewed(ResourceTag tag) =>
        new(StringComparer.Ordinal)
        {
            [DigestKey] = tag.Digest,
            [EpochKey] = tag.Epoch.ToString(CultureInfo.InvariantCulture),
            [SequenceKey] = tag.Sequence.ToString(CultureInfo.InvariantCulture),
            [ExpiresKey] = tag.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? "",
        };

    /// <returns>Null if the pod has no ownership tag.</returns>
    public static ResourceTag? Read(V1ObjectMeta? meta)
    {
        string Get(string key) => meta?.Annotations.Find(key) ?? "";
        if (!Owner.TryParse(Get(OwnerKey), out Owner? owner) || Get(NodeKey) is not { Length: > 0 } name)
        {
            return null;
        }

        return new ResourceTag(owner, StepTarget.Node, name, Get(TokenKey))
        {
            Group = Get(GroupKey),
            Digest = Get(DigestKey),
            Epoch = Whole(Get(EpochKey)),
            Sequence = Whole(Get(SequenceKey)),
            ExpiresAt = DateTimeOffset.TryParseExact(
                Get(ExpiresKey),
                "O",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTimeOffset expires
            )
                ? expires
                : null,
        };
    }

    private static long Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;

    /// <summary>Returns a truncated hash that is a valid label value.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashLength];
}
