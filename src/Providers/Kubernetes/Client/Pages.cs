using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Kubernetes.Client;

/// <summary>Lists of the API, which come by pages.</summary>
internal static class Pages
{
    private const string ListEnd = "List";
    private const int RestartsMax = 3;

    /// <summary>A whole list, and its version. What changes while it is read may be in it twice, the later one behind.</summary>
    /// <param name="list">What it lists, and the kind of such a list: <c>pods</c>, <c>PodList</c>.</param>
    /// <param name="start">The address with its query.</param>
    /// <param name="type">How an object is read.</param>
    /// <param name="read">Reads a page, and says of what kind it is.</param>
    /// <exception cref="ApiException">It was refused, is no list, or has an object in it that cannot be read.</exception>
    public static async Task<(ValueList<T> Items, string Version)> ReadAsync<T>(
        (string What, string Kind) list,
        string start,
        JsonTypeInfo<T> type,
        Func<string, CancellationToken, Task<(string? Kind, IReadOnlyList<JsonElement>? Items, ListMeta? Meta)>> read,
        CancellationToken cancellationToken)
    {
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                return await ReadOnceAsync(list, start, type, read, cancellationToken);
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
        JsonTypeInfo<T> type,
        Func<string, CancellationToken, Task<(string? Kind, IReadOnlyList<JsonElement>? Items, ListMeta? Meta)>> read,
        CancellationToken cancellationToken)
    {
        List<T> items = [];
        HashSet<string> tokens = new(StringComparer.Ordinal);
        for (string token = ""; ;)
        {
            (string? found, IReadOnlyList<JsonElement>? page, ListMeta? meta) = await read(token.Length > 0 ? $"{start}&continue={Uri.EscapeDataString(token)}" : start, cancellationToken);
            _ = found == list.Kind ? true : throw new ApiException(200, ApiException.NonsenseReason, $"a list of {list.What} is a {list.Kind}, and this is '{found}'");

            // As the API has it: PodList has the items Pod.
            items.AddRange((page ?? []).Select(one => ObjectReading.Read(one, list.Kind[..^ListEnd.Length], type)));
            token = meta?.Continue ?? "";
            if (token.Length == 0)
            {
                return (items.ToValueList(), meta?.ResourceVersion ?? "");
            }

            _ = tokens.Add(token) ? true : throw KubernetesProblems.EndlessList();
        }
    }
}
