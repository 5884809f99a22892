namespace Scalewright.Providers.Kubernetes.Client;

internal static class ListPager
{
    private const int MaxRestarts = 3;

    /// <summary>
    /// Reads a whole list and its version. An object that changed during reading may occur twice, the newer version
    /// last.
    /// </summary>
    /// <param name="list">Path without a query, and selectors, which may be empty.</param>
    /// <param name="kind">Kind of the items.</param>
    public static async Task<(ValueList<T> Items, string Version)> ListAsync<T>(
        this ApiClient client,
        (string Path, string Query) list,
        string kind,
        int pageSize,
        CancellationToken cancellationToken
    )
    {
        string start = string.Create(
            CultureInfo.InvariantCulture,
            $"{list.Path}?limit={pageSize}{(list.Query.Length > 0 ? "&" : "")}{list.Query}"
        );
        for (int restarts = 0; ; restarts++)
        {
            try
            {
                return await ReadOnceAsync<T>(client, start, kind, cancellationToken);
            }
            catch (ApiException exception) when (exception.Status == 410 && restarts < MaxRestarts)
            {
                // The list expired between two pages. Reading it again yields a consistent list.
            }
        }
    }

    private static async Task<(ValueList<T> Items, string Version)> ReadOnceAsync<T>(
        ApiClient client,
        string start,
        string kind,
        CancellationToken cancellationToken
    )
    {
        List<T> items = [];
        HashSet<string> tokens = new(StringComparer.Ordinal);
        for (string token = ""; ; )
        {
            ListPage page = await client.GetAsync<ListPage>(
                token.Length > 0 ? $"{start}&continue={Uri.EscapeDataString(token)}" : start,
                cancellationToken
            );
            string plural = start.Split('?')[0].Split('/')[^1];

            // Naming rule of the API: PodList has items of the kind Pod.
            _ =
                page.Kind == $"{kind}List"
                    ? true
                    : throw new ApiException(
                        200,
                        ApiException.NonsenseReason,
                        $"a list of {plural} is a {kind}List, and this is '{page.Kind}'"
                    );
            items.AddRange((page.Items ?? []).Select(element => ListObjectReader.Read<T>(element, kind)));
            token = page.Metadata?.ContinueProperty ?? "";
            if (token.Length == 0)
            {
                return (items.ToValueList(), page.Metadata?.ResourceVersion ?? "");
            }

            _ = tokens.Add(token) ? true : throw KubernetesProblems.EndlessList();
        }
    }
}
