using Scalewright.Planning;

namespace Scalewright.Providers.AutoScaling.Places;

/// <summary>The mark of a node as tags of its instance, and back.</summary>
internal static class InstanceTags
{
    public const string OwnerKey = "scalewright:owner";
    public const string NodeKey = "scalewright:node";
    private const string GroupKey = "scalewright:group";
    private const string TokenKey = "scalewright:token";
    private const string DigestKey = "scalewright:digest";
    private const string EpochKey = "scalewright:epoch";
    private const string SequenceKey = "scalewright:sequence";
    private const string ExpiresKey = "scalewright:expires";

    // What consoles show as the name of an instance.
    private const string ConsoleName = "Name";

    /// <summary>Everything that a new instance is marked with.</summary>
    public static ValueMap<string> Of(ResourceTag tag) => Renewed(tag)
        .With(ConsoleName, tag.Name)
        .With(OwnerKey, tag.Owner.ToString())
        .With(NodeKey, tag.Name)
        .With(GroupKey, tag.Group)
        .With(TokenKey, tag.Token);

    /// <summary>What a change marks anew.</summary>
    public static ValueMap<string> Renewed(ResourceTag tag) => ValueMap<string>.Empty
        .With(DigestKey, tag.Digest)
        .With(EpochKey, tag.Epoch.ToString(CultureInfo.InvariantCulture))
        .With(SequenceKey, tag.Sequence.ToString(CultureInfo.InvariantCulture))
        .With(ExpiresKey, tag.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? "");

    /// <summary>Reads the mark of an instance.</summary>
    /// <returns>Null when the instance is none of ours.</returns>
    public static ResourceTag? Read(ValueMap<string> tags)
    {
        if (!Owner.TryParse(tags.GetValueOrDefault(OwnerKey, ""), out Owner? owner)
            || tags.GetValueOrDefault(NodeKey, "") is not { Length: > 0 } name)
        {
            return null;
        }

        return new ResourceTag(owner, StepTarget.Node, name, tags.GetValueOrDefault(TokenKey, ""))
        {
            Group = tags.GetValueOrDefault(GroupKey, ""),
            Digest = tags.GetValueOrDefault(DigestKey, ""),
            Epoch = Whole(tags.GetValueOrDefault(EpochKey, "")),
            Sequence = Whole(tags.GetValueOrDefault(SequenceKey, "")),
            ExpiresAt = DateTimeOffset.TryParseExact(
                tags.GetValueOrDefault(ExpiresKey, ""),
                "O",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTimeOffset expires)
                ? expires
                : null,
        };
    }

    private static long Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;
}
