using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers;

namespace Scalewright.Rest;

/// <summary>Reads lists that are paged by offset and limit and that may change during reading.</summary>
internal sealed class PageReader(RestClient client, string provider, int pageSize)
{
    private const int MaxRestarts = 5;
    private const int MaxPages = 2000;

    /// <summary>
    /// Reads all items of a list, each once. Each page overlaps the previous page by one item. If the overlapping item
    /// is missing, an item was removed during reading, and the list is read again.
    /// </summary>
    /// <param name="path">Path of the list, including a query.</param>
    /// <param name="itemsOf">Returns the items of a page; null if the response is not a list.</param>
    /// <param name="keyOf">Returns the unique key of an item.</param>
    /// <param name="isEnough">Returns true if no further page is needed, from the items of the page and all items so
    /// far; null to read all pages.</param>
    /// <exception cref="RestException">The list cannot be read.</exception>
    /// <exception cref="ProviderException">The list does not end, or changes during each attempt.</exception>
    public async Task<ValueList<T>> ReadAsync<TPage, T>(
        string path,
        JsonTypeInfo<TPage> type,
        Func<TPage, IReadOnlyList<T>?> itemsOf,
        Func<T, string> keyOf,
        Func<IReadOnlyList<T>, IReadOnlyCollection<T>, bool>? isEnough,
        CancellationToken cancellationToken
    )
    {
        for (int restarts = 0; restarts < MaxRestarts; restarts++)
        {
            if (await TryReadAsync(path, type, itemsOf, keyOf, isEnough, cancellationToken) is { } found)
            {
                return found;
            }
        }

        throw Broken("the list changed during every attempt to read it");
    }

    private async Task<ValueList<T>?> TryReadAsync<TPage, T>(
        string path,
        JsonTypeInfo<TPage> type,
        Func<TPage, IReadOnlyList<T>?> itemsOf,
        Func<T, string> keyOf,
        Func<IReadOnlyList<T>, IReadOnlyCollection<T>, bool>? isEnough,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, T> found = new(StringComparer.Ordinal);
        string last = "";
        for (int page = 0, offset = 0; page < MaxPages; page++)
        {
            RestResponse reply = await client.GetResponseAsync(
                FormattableString.Invariant($"{path}&offset={offset}&limit={pageSize}"),
                cancellationToken
            );
            IReadOnlyList<T> items = reply.IsEmpty
                ? []
                : itemsOf(client.Read(reply, type))
                    ?? throw new RestException(reply.Status, "the response is not a list") { IsInvalidResponse = true };
            if (last.Length > 0 && !items.Any(item => keyOf(item) == last))
            {
                return null;
            }

            int before = found.Count;
            foreach (T item in items)
            {
                found[keyOf(item)] = item;
            }

            if (items.Count < pageSize || (isEnough?.Invoke(items, found.Values) ?? false))
            {
                return [.. found.Values];
            }

            if (found.Count == before)
            {
                // A full page of items was inserted before this page, or the server returns the same page forever. The
                // limit on restarts ends the latter.
                return null;
            }

            last = keyOf(items[^1]);
            offset += pageSize - 1;
        }

        throw Broken("the list has no end");
    }

    private ProviderException Broken(string found) =>
        new(provider, [new Problem(ProblemCode.EndlessListing, found, "retry later")]) { IsTransient = true };
}
