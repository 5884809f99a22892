using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Chameleon.Sessions;

/// <summary>Reads lists that are given in pages, each begun behind the last item of the one before.</summary>
internal static class MarkerPages
{
    private const int RestartsMax = 5;
    private const int PagesMax = 2000;

    /// <summary>Everything in a list, once. When the item that a page begins behind is gone by then, the list is read anew.</summary>
    /// <param name="service">Whose list it is.</param>
    /// <param name="path">The list, with a query.</param>
    /// <param name="type">What a page is.</param>
    /// <param name="itemsOf">The items of a page; null: it is none.</param>
    /// <param name="idOf">What tells items apart.</param>
    /// <exception cref="RestException">The list cannot be had.</exception>
    /// <exception cref="ProviderException">The list never ends, or changes all the time.</exception>
    public static async Task<ValueList<TItem>> ReadAsync<TPage, TItem>(
        SiteSession session, Service service, string path, JsonTypeInfo<TPage> type, Func<TPage, IReadOnlyList<TItem>?> itemsOf, Func<TItem, string> idOf, int pageSize, CancellationToken cancellationToken)
    {
        for (int restarts = 0; restarts < RestartsMax; restarts++)
        {
            Dictionary<string, TItem> found = new(StringComparer.Ordinal);
            string marker = "";
            for (int page = 0; page < PagesMax; page++)
            {
                IReadOnlyList<TItem> items;
                try
                {
                    TPage answer = await session.GetAsync(service, $"{path}&limit={FormattableString.Invariant($"{pageSize}")}{(marker.Length > 0 ? $"&marker={Uri.EscapeDataString(marker)}" : "")}", type, cancellationToken);
                    items = itemsOf(answer) ?? throw new RestException(200, "the answer is no list") { IsNonsense = true };
                }
                catch (RestException lost) when (lost.Status is 400 or 404 && marker.Length > 0)
                {
                    // Nova and Neutron: a marker that is not there any more is refused.
                    break;
                }

                int before = found.Count;
                foreach (TItem item in items)
                {
                    found[idOf(item)] = item;
                }

                if (items.Count < pageSize)
                {
                    return [.. found.Values];
                }

                marker = found.Count > before ? idOf(items[^1]) : throw ChameleonProblems.BrokenList("the list goes on with the same page again and again");
            }
        }

        throw ChameleonProblems.BrokenList("the list changes all the time, or has no end");
    }
}
