using Scalewright.Storage.Agents;

namespace StorageSample.Managing;

/// <summary>Sends HTTP requests to a manager in this process, without a network. Works in virtual time.</summary>
/// <param name="manager">The manager. The caller disposes it.</param>
internal sealed class ManagerHandler(StorageManager manager) : HttpMessageHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Uri address = request.RequestUri!;
        StorageManagerResponse reply = await manager.HandleAsync(
            new StorageManagerRequest(request.Method.Method, Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')))
            {
                Query = QueryStringReader.Read(address.Query, out ValueList<string> repeated),
                RepeatedParameters = repeated,
                Body = request.Content is null
                    ? default(ReadOnlyMemory<byte>)
                    : await request.Content.ReadAsByteArrayAsync(cancellationToken),
                ClientName = Header(request, HttpManagerChannel.NameHeader),
                SessionCookie = Cookie(request, "sessionid"),
                CsrfToken = Header(request, "X-CSRFToken"),
            },
            cancellationToken
        );
        HttpResponseMessage response = new((HttpStatusCode)reply.Status)
        {
            Content = new ReadOnlyMemoryContent(reply.Body),
            RequestMessage = request,
        };
        AddCookie(response, "sessionid", reply.SessionCookie);
        AddCookie(response, "csrftoken", reply.CsrfCookie);
        return response;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    private static string? Cookie(HttpRequestMessage request, string name) =>
        Header(request, "Cookie")
            ?.Split(';', StringSplitOptions.TrimEntries)
            .Where(part => part.StartsWith($"{name}=", StringComparison.Ordinal))
            .Select(part => part[(name.Length + 1)..])
            .FirstOrDefault();

    private static void AddCookie(HttpResponseMessage response, string name, string? value)
    {
        if (value is not null)
        {
            response.Headers.TryAddWithoutValidation("Set-Cookie", $"{name}={value}; Path=/");
        }
    }
}

internal static class QueryStringReader
{
    public static IReadOnlyDictionary<string, string> Read(string query, out ValueList<string> repeated)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach (string part in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? part : part[..equals];
            string value = equals < 0 ? "" : Decode(part[(equals + 1)..]);
            string decoded = Decode(name);
            if (values.TryGetValue(decoded, out string? earlier))
            {
                names.Add(decoded);
                value = $"{earlier},{value}";
            }

            values[decoded] = value;
        }

        repeated = [.. names];
        return values;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
