using Scalewright.Planning;

namespace Scalewright.Providers.AutoScaling.Backend;

/// <summary>Converts the ownership tag of a node to tags of its instance, and back.</summary>
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

    // Tag that consoles show as the name of an instance.
    private const string ConsoleName = "Name";

    /// <summary>Returns all tags of a new instance.</summary>
    public static ValueMap<string> Create(ResourceTag tag) =>
        ForUpdate(tag)
            .With(ConsoleName, tag.Name)
            .With(OwnerKey, tag.Owner.ToString())
            .With(NodeKey, tag.Name)
            .With(GroupKey, tag.Group)
            .With(TokenKey, tag.Token);

    /// <summary>Returns the tags that a change updates.</summary>
    public static ValueMap<string> ForUpdate(ResourceTag tag) =>
        ValueMap<string>
            .Empty.With(DigestKey, tag.Digest)
            .With(EpochKey, tag.Epoch.ToString(CultureInfo.InvariantCulture))
            .With(SequenceKey, tag.Sequence.ToString(CultureInfo.InvariantCulture))
            .With(ExpiresKey, tag.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? "");

    /// <summary>Reads the ownership tag of an instance.</summary>
    /// <returns>Null if the instance has none.</returns>
    public static ResourceTag? Read(ValueMap<string> tags)
    {
        if (
            !Owner.TryParse(tags.GetValueOrDefault(OwnerKey, ""), out Owner? owner)
            || tags.GetValueOrDefault(NodeKey, "") is not { Length: > 0 } name
        )
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
                out DateTimeOffset expires
            )
                ? expires
                : null,
        };
    }

    private static long Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;
}
