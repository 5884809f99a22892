using System.Security.Cryptography;

namespace Scalewright.Providers.AutoScaling.Actions;

/// <summary>A page of a list, and the token of the next page.</summary>
/// <param name="Next">Token of the next page; null for the last page.</param>
/// <remarks>
/// The token contains the key of the last item. Items that stay are neither repeated nor skipped when others are added
/// or removed.
/// </remarks>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    private const int SealLength = 8;

    /// <summary>Returns the requested page.</summary>
    /// <param name="context">The request, with <c>MaxRecords</c> and <c>NextToken</c>.</param>
    /// <param name="list">Name of the list. Tokens of other lists are rejected.</param>
    /// <param name="all">All items, ordered by key.</param>
    /// <param name="key">Returns the unique key of an item.</param>
    /// <exception cref="QueryErrorException">The token is invalid.</exception>
    public static Page<T> Create(ActionContext context, string list, IEnumerable<T> all, Func<T, string> key)
    {
        int size = context.Read.Number("MaxRecords", 1, 100) ?? context.Options.PageSize;
        string? token = context.Read.Text("NextToken", int.MaxValue);
        context.Read.Finish();
        return Slice(context.State.Seed, list, all, key, size, token);
    }

    /// <summary>Returns a page.</summary>
    /// <param name="seed">Key of the token signature.</param>
    /// <param name="all">All items, in order.</param>
    /// <param name="key">Returns the unique key of an item.</param>
    /// <param name="token">Token of the page; null for the first one.</param>
    /// <param name="isByKey">True if items are in ordinal order of their keys. The next page is then correct even if
    /// the last item is gone.</param>
    /// <exception cref="QueryErrorException">The token is invalid.</exception>
    public static Page<T> Slice(
        long seed,
        string list,
        IEnumerable<T> all,
        Func<T, string> key,
        int size,
        string? token,
        bool isByKey = false
    )
    {
        List<T> items = [.. all];
        int start = token is null ? 0 : StartAfter(items, key, Open(seed, list, token), isByKey);
        List<T> page = items.GetRange(start, Math.Min(size, items.Count - start));
        string? next = start + page.Count < items.Count ? Seal(seed, list, start + page.Count, key(page[^1])) : null;
        return new Page<T>(page, next);
    }

    public XmlText WriteTo(XmlText xml) => xml.LeafIfNotEmpty("NextToken", Next);

    // If the item of the token is gone, its index determines where to continue.
    private static int StartAfter(List<T> items, Func<T, string> key, (int Place, string Key) token, bool isByKey)
    {
        if (isByKey)
        {
            return items.FindIndex(item => string.CompareOrdinal(key(item), token.Key) > 0) is var next and >= 0 ? next : items.Count;
        }

        int found = items.FindIndex(item => key(item) == token.Key);
        return found >= 0 ? found + 1 : Math.Min(Math.Max(token.Place - 1, 0), items.Count);
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
