using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.Grid5000.Wire;
using Scalewright.Rest;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Reads lists that are given in pages, newest first, while they change.</summary>
/// <param name="client">Calls the API.</param>
/// <param name="pageSize">Items on a page.</param>
internal sealed class PageReader(RestClient client, int pageSize)
{
    private const int RestartsMax = 5;
    private const int PagesMax = 2000;

    /// <summary>Everything in a list, once. Each page begins with the last item of the one before: when it does not, something left the list between them, and it is read anew.</summary>
    /// <param name="path">The list, with a query.</param>
    /// <param name="type">What a page is.</param>
    /// <param name="keyOf">What tells items apart.</param>
    /// <param name="isEnough">Whether a page is the last that matters.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RestException">The list cannot be had.</exception>
    /// <exception cref="ProviderException">The list never ends, or changes all the time.</exception>
    public async Task<ValueList<T>> ReadAsync<T>(string path, JsonTypeInfo<Collection<T>> type, Func<T, string> keyOf, Func<IReadOnlyList<T>, bool>? isEnough, CancellationToken cancellationToken)
    {
        for (int restarts = 0; restarts < RestartsMax; restarts++)
        {
            if (await TryReadAsync(path, type, keyOf, isEnough, cancellationToken) is { } found)
            {
                return found;
            }
        }

        throw Grid5000Problems.BrokenList("the list changes all the time");
    }

    private async Task<ValueList<T>?> TryReadAsync<T>(string path, JsonTypeInfo<Collection<T>> type, Func<T, string> keyOf, Func<IReadOnlyList<T>, bool>? isEnough, CancellationToken cancellationToken)
    {
        Dictionary<string, T> found = new(StringComparer.Ordinal);
        string last = "";
        for (int page = 0, offset = 0; page < PagesMax; page++)
        {
            Collection<T> answer = await client.GetAsync(FormattableString.Invariant($"{path}&offset={offset}&limit={pageSize}"), type, cancellationToken);
            IReadOnlyList<T> items = answer.Items ?? throw new RestException(200, "the answer is no list") { IsNonsense = true };
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
                throw Grid5000Problems.BrokenList("the list goes on with the same page again and again");
            }

            last = keyOf(items[^1]);
            offset += pageSize - 1;
        }

        throw Grid5000Problems.BrokenList("the list has no end");
    }
}
