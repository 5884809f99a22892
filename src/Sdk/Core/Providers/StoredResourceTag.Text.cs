namespace Scalewright.Providers;

/// <content>Text form: names and values as in a URL query, which needs no quoting.</content>
public sealed partial record StoredResourceTag
{
    private const string OwnerKey = "owner";
    private const string NameKey = "name";
    private const string TokenKey = "token";
    private const string GroupKey = "group";
    private const string DigestKey = "digest";
    private const string EpochKey = "epoch";
    private const string SequenceKey = "sequence";
    private const string CreatedKey = "created";
    private const string ExpiresKey = "expires";

    /// <summary>
    /// Returns the tag as one value, so that a backend can change it atomically. It contains only letters, digits and
    /// the characters <c>=&amp;%-._~</c>.
    /// </summary>
    public string ToText() => string.Join('&', Pairs().Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>Parses the text of <see cref="ToText"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>False if the text is not a tag: owner, name, token or creation time is missing.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out StoredResourceTag? tag)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (string part in text?.Split('&') ?? [])
        {
            string[] pair = part.Split('=', 2);
            pairs[pair[0]] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        }

        tag =
            pairs.TryGetValue(OwnerKey, out string? owner)
            && pairs.TryGetValue(NameKey, out string? name)
            && pairs.TryGetValue(TokenKey, out string? token)
            && ParseTime(pairs.GetValueOrDefault(CreatedKey, "")) is { } created
                ? new StoredResourceTag
                {
                    Owner = owner,
                    Name = name,
                    Token = token,
                    Group = pairs.GetValueOrDefault(GroupKey, ""),
                    Digest = pairs.GetValueOrDefault(DigestKey, ""),
                    Epoch = ParseNumber(pairs.GetValueOrDefault(EpochKey, "")),
                    Sequence = ParseNumber(pairs.GetValueOrDefault(SequenceKey, "")),
                    CreatedAt = created,
                    ExpiresAt = ParseTime(pairs.GetValueOrDefault(ExpiresKey, "")),
                }
                : null;
        return tag is not null;
    }

    private IEnumerable<KeyValuePair<string, string>> Pairs()
    {
        yield return new(OwnerKey, Owner);
        yield return new(NameKey, Name);
        yield return new(TokenKey, Token);
        yield return new(GroupKey, Group);
        yield return new(DigestKey, Digest);
        yield return new(EpochKey, Epoch.ToString(CultureInfo.InvariantCulture));
        yield return new(SequenceKey, Sequence.ToString(CultureInfo.InvariantCulture));
        yield return new(CreatedKey, CreatedAt.ToString("O", CultureInfo.InvariantCulture));
        if (ExpiresAt is { } expires)
        {
            yield return new(ExpiresKey, expires.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    private static long ParseNumber(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static DateTimeOffset? ParseTime(string text) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time : null;
}
