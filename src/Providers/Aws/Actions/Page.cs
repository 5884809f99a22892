using System.Security.Cryptography;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>A page of a list, and the token of the next page.</summary>
/// <param name="Next">Token of the next page; null for the last page.</param>
/// <remarks>
/// The token contains the key of the last item. Items that stay are neither repeated nor skipped when others are added
/// or removed.
/// </remarks>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Page of a list that a request names.</summary>
/// <param name="Size">Maximum number of items; null for the default of the endpoint.</param>
/// <param name="Token">Token of the page; null for the first one.</param>
/// <param name="IsEc2">True if the response has the format of EC2.</param>
internal sealed record PageRequest(int? Size, string? Token, bool IsEc2)
{
    private const int SealLength = 8;

    /// <summary>Reads <c>MaxRecords</c> and <c>NextToken</c>, the parameters of AutoScaling.</summary>
    public static PageRequest Read(QueryReader reader, int max = 100) => new(reader.Number("MaxRecords", 1, max), ReadToken(reader), false);

    /// <summary>Reads <c>MaxResults</c> and <c>NextToken</c>, the parameters of EC2.</summary>
    public static PageRequest ReadEc2(QueryReader reader, int min = 5, int max = 1000, int maxResults = int.MaxValue) =>
        new(reader.Number("MaxResults", min, max) ?? maxResults, ReadToken(reader), true);

    /// <summary>Returns the response with the requested page of a list.</summary>
    /// <param name="name">Name of the list in the response.</param>
    /// <param name="write">Writes an item.</param>
    /// <inheritdoc cref="Get"/>
    public QueryActionResult Reply<T>(
        ActionContext context,
        string list,
        IEnumerable<T> all,
        Func<T, string> key,
        string name,
        Action<XmlText, T> write
    )
    {
        Page<T> page = Get(context, list, all, key);
        return new QueryActionResult(context.State, xml => Write(xml, page, name, write));
    }

    /// <summary>Writes a page and the token of the next one.</summary>
    public void Write<T>(XmlText xml, Page<T> page, string name, Action<XmlText, T> write)
    {
        (string item, string token) = IsEc2 ? ("item", "nextToken") : ("member", "NextToken");
        xml.List(name, item, page.Items, write).LeafIfNotEmpty(token, page.Next);
    }

    /// <summary>Returns the requested page of a list.</summary>
    /// <param name="list">Name of the list. Tokens of other lists are rejected.</param>
    /// <param name="all">All items, in order.</param>
    /// <param name="key">Returns the unique key of an item.</param>
    /// <param name="isByKey">True if items are in ordinal order of their keys. The next page is then correct even if
    /// the last item is gone.</param>
    /// <exception cref="QueryErrorException">The token is invalid.</exception>
    public Page<T> Get<T>(ActionContext context, string list, IEnumerable<T> all, Func<T, string> key, bool isByKey = false)
    {
        long seed = context.State.Seed;
        List<T> items = [.. all];
        int start = Token is null ? 0 : StartAfter(items, key, Open(seed, list, Token), isByKey);
        List<T> page = items.GetRange(start, Math.Min(Size ?? context.Options.PageSize, items.Count - start));
        string? next = start + page.Count < items.Count ? Seal(seed, list, start + page.Count, key(page[^1])) : null;
        return new Page<T>(page, next);
    }

    private static string? ReadToken(QueryReader reader) => reader.Text("NextToken", int.MaxValue);

    // If the item of the token is gone, its index determines where to continue.
    private static int StartAfter<T>(List<T> items, Func<T, string> key, (int Place, string Key) token, bool isByKey)
    {
        if (isByKey)
        {
            return items.FindIndex(item => string.CompareOrdinal(key(item), token.Key) > 0) is var next and >= 0 ? next : items.Count;
        }

        int index = items.FindIndex(item => key(item) == token.Key);
        return index >= 0 ? index + 1 : Math.Min(Math.Max(token.Place - 1, 0), items.Count);
    }

    private static string Seal(long seed, string list, int position, string key)
    {
        byte[] text = Encoding.UTF8.GetBytes($"{position}/{key}");
        return Convert.ToBase64String([.. ComputeHash(seed, list, text), .. text]);
    }

    private static (int Place, string Key) Open(long seed, string list, string token)
    {
        byte[] bytes = new byte[token.Length];
        if (
            !Convert.TryFromBase64String(token, bytes, out int count)
            || count < SealLength
            || !bytes.AsSpan(0, SealLength).SequenceEqual(ComputeHash(seed, list, bytes.AsSpan(SealLength, count - SealLength)))
        )
        {
            throw new QueryErrorException(QueryError.InvalidNextToken);
        }

        string text = Encoding.UTF8.GetString(bytes, SealLength, count - SealLength);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return (
            int.Parse(text.AsSpan(0, slash), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture),
            text[(slash + 1)..]
        );
    }

    private static byte[] ComputeHash(long seed, string list, ReadOnlySpan<byte> text)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(list), 0, .. text];
        return HMACSHA256.HashData(BitConverter.GetBytes(seed), content)[..SealLength];
    }
}
