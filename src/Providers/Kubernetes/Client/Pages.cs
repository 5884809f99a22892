using Scalewright.Providers.Kubernetes.Wire;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Lists of the API, which come by pages.</summary>
internal static class Pages
{
    private const int RestartsMax = 3;

    /// <summary>A whole list, and its version. What changes while it is read may be in it twice, the later one behind.</summary>
    /// <param name="list">What it lists, and the kind of such a list: <c>pods</c>, <c>PodList</c>.</param>
    /// <param name="start">The address with its query.</param>
    /// <param name="read">Reads a page, and says of what kind it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ApiException">It was refused, or is no list.</exception>
    public static async Task<(ValueList<T> Items, string Version)> ReadAsync<T>(
        (string What, string Kind) list,
        string start,
        Func<string, CancellationToken, Task<(string? Kind, IReadOnlyList<T>? Items, ListMeta? Meta)>> read,
        CancellationToken cancellationToken)
    {
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                return await ReadOnceAsync(list, start, read, cancellationToken);
            }
            catch (ApiException expired) when (expired.Status == 410 && restarts < RestartsMax)
            {
                // The list became too old between two pages: a new one is whole.
            }
        }
    }

    private static async Task<(ValueList<T> Items, string Version)> ReadOnceAsync<T>(
        (string What, string Kind) list,
        string start,
        Func<string, CancellationToken, Task<(string? Kind, IReadOnlyList<T>? Items, ListMeta? Meta)>> read,
        CancellationToken cancellationToken)
    {
        List<T> items = [];
        HashSet<string> tokens = new(StringComparer.Ordinal);
        for (string token = ""; ;)
        {
            (string? found, IReadOnlyList<T>? page, ListMeta? meta) = await read(token.Length > 0 ? $"{start}&continue={Uri.EscapeDataString(token)}" : start, cancellationToken);
            items.AddRange(found == list.Kind ? page ?? [] : throw new ApiException(200, ApiException.NonsenseReason, $"a list of {list.What} is a {list.Kind}, and this is '{found}'"));
            token = meta?.Continue ?? "";
            if (token.Length == 0)
            {
                return (items.ToValueList(), meta?.ResourceVersion ?? "");
            }

            _ = tokens.Add(token) ? true : throw KubernetesProblems.EndlessList();
        }
    }
}
