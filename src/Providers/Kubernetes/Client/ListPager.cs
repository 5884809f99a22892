using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Providers.Kubernetes.Client;

internal static class ListPager
{
    private const string ListEnd = "List";
    private const int MaxRestarts = 3;

    /// <summary>
    /// Reads a whole list and its version. An object that changed during reading may occur twice, the newer version
    /// last.
    /// </summary>
    /// <param name="list">Name and kind of the list, for example <c>pods</c> and <c>PodList</c>.</param>
    /// <param name="read">Reads a page and returns its kind.</param>
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
            catch (ApiException expired) when (expired.Status == 410 && restarts < MaxRestarts)
            {
                // The list expired between two pages. Reading it again yields a consistent list.
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
            (string? found, IReadOnlyList<JsonElement>? page, ListMeta? meta) = await read(
                token.Length > 0 ? $"{start}&continue={Uri.EscapeDataString(token)}" : start, cancellationToken);
            _ = found == list.Kind ? true : throw new ApiException(
                200, ApiException.NonsenseReason, $"a list of {list.What} is a {list.Kind}, and this is '{found}'");

            // Naming rule of the API: PodList has items of the kind Pod.
            items.AddRange((page ?? []).Select(one => ListObjectReader.Read(one, list.Kind[..^ListEnd.Length], type)));
            token = meta?.Continue ?? "";
            if (token.Length == 0)
            {
                return (items.ToValueList(), meta?.ResourceVersion ?? "");
            }

            _ = tokens.Add(token) ? true : throw KubernetesProblems.EndlessList();
        }
    }
}
