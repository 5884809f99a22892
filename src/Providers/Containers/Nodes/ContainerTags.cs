using Scalewright.Planning;
using Scalewright.Providers.Containers.Client;

namespace Scalewright.Providers.Containers.Nodes;

/// <summary>
/// Ownership tag of a container. Labels cannot be changed, so they hold the first values. A change writes its values to
/// the name of the container, which takes precedence.
/// </summary>
internal static class ContainerTags
{
    public const string OwnerLabel = Prefix + "owner";
    public const string TokenLabel = Prefix + "token";
    public const string NameLabel = Prefix + "name";

    /// <summary>Label with the interfaces of a container, as <see cref="Networks.NodeEndpoint"/> writes them.</summary>
    public const string NetworksLabel = Prefix + "networks";

    /// <summary>Label of a volume with the ownership tag of a network, as one text.</summary>
    public const string TagLabel = Prefix + "tag";

    /// <summary>Label of a network with the range of its nodes. Docker adds an IPv4 range to IPv6 networks.</summary>
    public const string RangeLabel = Prefix + "range";

    public const string TargetLabel = Prefix + "target";

    private const string Prefix = "scalewright.";
    private const string VersionLabel = Prefix + "version";
    private const string Version = "1";
    private const string GroupLabel = Prefix + "group";
    private const string DigestLabel = Prefix + "digest";
    private const string EpochLabel = Prefix + "epoch";
    private const string SequenceLabel = Prefix + "sequence";
    private const string ExpiresLabel = Prefix + "expires";
    private const string CreatedLabel = Prefix + "created";

    private const char EpochPart = 'e';
    private const char SequencePart = 's';
    private const char ExpiresPart = 'x';
    private const char DigestPart = 'd';

    /// <summary>Returns the name of a new container, which no other container of the engine can have.</summary>
    public static string GetName(ResourceTag tag) => $"sw-{tag.Token}";

    /// <summary>Returns the name of a container after a change.</summary>
    /// <param name="token">Token of the step that created the container.</param>
    /// <param name="tag">Tag of the change.</param>
    public static string GetName(string token, ResourceTag tag) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"sw-{token}.{EpochPart}{tag.Epoch}.{SequencePart}{tag.Sequence}"
                + $".{ExpiresPart}{tag.ExpiresAt?.UtcTicks ?? 0}.{DigestPart}{tag.Digest}"
        );

    public static Dictionary<string, string> CreateLabels(ResourceTag tag, DateTimeOffset createdAt) =>
        new(StringComparer.Ordinal)
        {
            [VersionLabel] = Version,
            [OwnerLabel] = tag.Owner.ToString(),
            [TargetLabel] = tag.Target.ToString(),
            [NameLabel] = tag.Name,
            [GroupLabel] = tag.Group,
            [TokenLabel] = tag.Token,
            [DigestLabel] = tag.Digest,
            [EpochLabel] = tag.Epoch.ToString(CultureInfo.InvariantCulture),
            [SequenceLabel] = tag.Sequence.ToString(CultureInfo.InvariantCulture),
            [ExpiresLabel] = tag.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture) ?? "",
            [CreatedLabel] = createdAt.ToString("O", CultureInfo.InvariantCulture),
        };

    /// <returns>Null if the container is not a node.</returns>
    public static StoredResourceTag? Read(EngineContainer container) =>
        Read(container.Labels, nameof(StepTarget.Node)) is { } tag
            ? container.Name.Split('.').Skip(1).Where(part => part.Length > 0).Aggregate(tag, WithPart)
            : null;

    /// <summary>Reads the labels of <see cref="CreateLabels"/>.</summary>
    /// <returns>Null if they are not those of such a target.</returns>
    public static StoredResourceTag? Read(IReadOnlyDictionary<string, string> labels, string target)
    {
        string Get(string label) => labels.GetValueOrDefault(label, "");
        if (Get(VersionLabel) != Version || Get(TargetLabel) != target || ReadTime(Get(CreatedLabel)) is not { } created)
        {
            return null;
        }

        return new StoredResourceTag
        {
            Owner = Get(OwnerLabel),
            Name = Get(NameLabel),
            Token = Get(TokenLabel),
            Group = Get(GroupLabel),
            Digest = Get(DigestLabel),
            Epoch = ReadNumber(Get(EpochLabel)),
            Sequence = ReadNumber(Get(SequenceLabel)),
            ExpiresAt = ReadTime(Get(ExpiresLabel)),
            CreatedAt = created,
        };
    }

    private static StoredResourceTag WithPart(StoredResourceTag tag, string part)
    {
        string value = part[1..];
        return part[0] switch
        {
            EpochPart => tag with { Epoch = ReadNumber(value) },
            SequencePart => tag with { Sequence = ReadNumber(value) },
            ExpiresPart => tag with
            {
                ExpiresAt =
                    ReadNumber(value) is > 0 and var ticks && ticks <= DateTime.MaxValue.Ticks
                        ? new DateTimeOffset(ticks, TimeSpan.Zero)
                        : null,
            },
            DigestPart => tag with { Digest = value },
            _ => tag,
        };
    }

    private static long ReadNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time : null;
}
