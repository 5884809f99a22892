namespace Scalewright.Providers.Marks;

/// <summary>
/// Text form of a node's ownership tag: names and values as in a URL query, which needs no quoting. The tag is stored
/// as a single value, so that each change is atomic.
/// </summary>
/// <remarks>Compiled into each package whose backend stores such tags, because these packages reference only the
/// core.</remarks>
internal static class OwnershipTagText
{
    /// <summary>Name of the tag in the backend.</summary>
    public const string Key = "scalewright";

    private const string Owner = "owner";
    private const string Name = "name";
    private const string Token = "token";
    private const string Group = "group";
    private const string Digest = "digest";
    private const string Epoch = "epoch";
    private const string Sequence = "sequence";
    private const string Created = "created";
    private const string Expires = "expires";

    public static string Write(StoredResourceTag tag) =>
        string.Join('&', Pairs(tag).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>Reads a tag; null if the text is not a tag.</summary>
    public static StoredResourceTag? Read(string text)
    {
        Dictionary<string, string> pairs = new(StringComparer.Ordinal);
        foreach (string part in text.Split('&'))
        {
            string[] pair = part.Split('=', 2);
            pairs[pair[0]] = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        }

        return pairs.TryGetValue(Owner, out string? owner)
            && pairs.TryGetValue(Name, out string? name)
            && pairs.TryGetValue(Token, out string? token)
            && Time(pairs.GetValueOrDefault(Created, "")) is { } created
            ? new StoredResourceTag
            {
                Owner = owner,
                Name = name,
                Token = token,
                Group = pairs.GetValueOrDefault(Group, ""),
                Digest = pairs.GetValueOrDefault(Digest, ""),
                Epoch = Whole(pairs.GetValueOrDefault(Epoch, "")),
                Sequence = Whole(pairs.GetValueOrDefault(Sequence, "")),
                CreatedAt = created,
                ExpiresAt = Time(pairs.GetValueOrDefault(Expires, "")),
            }
            : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(StoredResourceTag tag)
    {
        yield return new(Owner, tag.Owner);
        yield return new(Name, tag.Name);
        yield return new(Token, tag.Token);
        yield return new(Group, tag.Group);
        yield return new(Digest, tag.Digest);
        yield return new(Epoch, tag.Epoch.ToString(CultureInfo.InvariantCulture));
        yield return new(Sequence, tag.Sequence.ToString(CultureInfo.InvariantCulture));
        yield return new(Created, tag.CreatedAt.ToString("O", CultureInfo.InvariantCulture));
        if (tag.ExpiresAt is { } expires)
        {
            yield return new(Expires, expires.ToString("O", CultureInfo.InvariantCulture));
        }
    }

    private static long Whole(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) ? whole : 0;

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(
            text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time : null;
}
