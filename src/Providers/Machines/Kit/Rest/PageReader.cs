using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers;

namespace Scalewright.Rest;

/// <summary>Reads lists that are given in pages by offset and limit, while they change.</summary>
internal sealed class PageReader(RestClient client, string provider, int pageSize)
{
    private const int RestartsMax = 5;
    private const int PagesMax = 2000;

    /// <summary>Everything in a list, once. Each page begins with the last item of the one before: when it does not, something left the list between them, and it is read anew.</summary>
    /// <param name="path">The list, with a query.</param>
    /// <param name="type">What a page is.</param>
    /// <param name="itemsOf">What stands on a page; null: the answer is no list.</param>
    /// <param name="keyOf">What tells items apart.</param>
    /// <param name="isEnough">Whether a page is the last that matters.</param>
    /// <exception cref="RestException">The list cannot be had.</exception>
    /// <exception cref="ProviderException">The list never ends, or changes all the time.</exception>
    public async Task<ValueList<T>> ReadAsync<TPage, T>(
        string path, JsonTypeInfo<TPage> type, Func<TPage, IReadOnlyList<T>?> itemsOf, Func<T, string> keyOf, Func<IReadOnlyList<T>, bool>? isEnough, CancellationToken cancellationToken)
    {
        for (int restarts = 0; restarts < RestartsMax; restarts++)
        {
            if (await TryReadAsync(path, type, itemsOf, keyOf, isEnough, cancellationToken) is { } found)
            {
                return found;
            }
        }

        throw Broken("the list changes all the time");
    }

    private async Task<ValueList<T>?> TryReadAsync<TPage, T>(
        string path, JsonTypeInfo<TPage> type, Func<TPage, IReadOnlyList<T>?> itemsOf, Func<T, string> keyOf, Func<IReadOnlyList<T>, bool>? isEnough, CancellationToken cancellationToken)
    {
        Dictionary<string, T> found = new(StringComparer.Ordinal);
        string last = "";
        for (int page = 0, offset = 0; page < PagesMax; page++)
        {
            RestReply reply = await client.AskAsync(FormattableString.Invariant($"{path}&offset={offset}&limit={pageSize}"), cancellationToken);
            IReadOnlyList<T> items = reply.IsEmpty ? [] : itemsOf(client.Read(reply, type)) ?? throw new RestException(reply.Status, "the answer is no list") { IsNonsense = true };
            if (last.Length > 0 && !items.Any(item => keyOf(item) == last))
            {
                return null;
            }

            int before = found.Count;
            foreach (T item in items)
            {
                found[keyOf(item)] = item;
            }

            if (items.Count < pageSize || (isEnough?.Invoke(items) ?? false))
            {
                return [.. found.Values];
            }

            if (found.Count == before)
            {
                // As many were put in front meanwhile as a page holds; a server that repeats its page for ever is found by the restarts.
                return null;
            }

            last = keyOf(items[^1]);
            offset += pageSize - 1;
        }

        throw Broken("the list has no end");
    }

    private ProviderException Broken(string found) => new(provider, [new Problem(ProblemCode.BrokenListing, found, "repeat the listing later")]) { MayRetry = true };
}
