using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>Client of the HTTP API of Prometheus and compatible servers (VictoriaMetrics, Thanos).</summary>
public sealed class PrometheusClient : IDisposable
{
    private const string Service = "prometheus";

    private readonly HttpServiceClient _http;
    private readonly HttpServiceOptions _options;

    /// <summary>Creates a client. Sends no request yet.</summary>
    /// <param name="options">Address of the server, for example <c>http://prometheus:9090</c>.</param>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    public PrometheusClient(HttpServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _http = new HttpServiceClient(Service, options, Explain);
    }

    /// <summary>Evaluates a query at a point in time.</summary>
    /// <param name="query">The query in PromQL.</param>
    /// <param name="at">The time; null for the current time of the server.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>One series with one point for each matching metric. A scalar is a series without labels.</returns>
    /// <exception cref="HttpServiceException">The request was rejected, or the response is not valid.</exception>
    public async Task<ValueList<MetricSeries>> QueryAsync(
        string query,
        DateTimeOffset? at = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentException.ThrowIfNullOrEmpty(query);
        JsonPathValue data = await RequestAsync(
            "/api/v1/query",
            at is { } when ? [("query", query), ("time", TimeText(when))] : [("query", query)],
            cancellationToken
        );
        JsonPathValue result = data["result"];
        JsonPathValue kind = data["resultType"];
        return kind.Text() switch
        {
            "vector" => [.. result.List().Select(item => new MetricSeries(ToLabels(item["metric"]), [ToPoint(item["value"])]))],
            "scalar" => [new MetricSeries(ValueMap<string>.Empty, [ToPoint(result)])],
            "matrix" => [.. result.List().Select(ToSeries)],
            _ => throw kind.Error("vector, scalar or matrix"),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request. The body of a response contains data or an error, regardless of the status
    /// code.</summary>
    private async Task<JsonPathValue> RequestAsync(
        string path,
        IReadOnlyCollection<(string Name, string Value)> parameters,
        CancellationToken cancellationToken
    )
    {
        Uri address = new(_options.Address.AbsoluteUri.TrimEnd('/') + path);
        string request = $"POST {address}";

        // Sent as a form, because queries may exceed the maximum length of a URL.
        HttpServiceResponse response = await _http.SendAsync(
            () =>
                new HttpRequestMessage(HttpMethod.Post, address)
                {
                    Content = new FormUrlEncodedContent(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
                },
            isRepeatable: true,
            cancellationToken
        );
        JsonPathValue result = JsonPathValue.Parse(_http, request, response);
        JsonPathValue status = result["status"];
        return status.Text() switch
        {
            "success" => result["data"],
            "error" => throw _http.Rejected(request, response with { Status = 422 }),
            _ => throw status.Error("success or error"),
        };
    }

    private static HttpServiceError Explain(HttpServiceResponse response)
    {
        return HttpServiceError.Read(response, static root => new HttpServiceError(Text(root, "errorType"), Text(root, "error")));

        static string Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    private static MetricSeries ToSeries(JsonPathValue item) => new(ToLabels(item["metric"]), [.. item["values"].List().Select(ToPoint)]);

    private static ValueMap<string> ToLabels(JsonPathValue metric) =>
        metric.Members().Select(member => KeyValuePair.Create(member.Name, member.Part.Text())).ToValueMap();

    /// <summary>Parses a time and a quoted number, or <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>.</summary>
    private static MetricPoint ToPoint(JsonPathValue part)
    {
        if (part.List().ToArray() is not [var at, var value])
        {
            throw part.Error("a pair of a time and a value");
        }

        double seconds = at.Number();
        return seconds is > -62_135_596_800 and < 253_402_300_800
            ? new MetricPoint(
                DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * 1000) * TimeSpan.TicksPerMillisecond),
                ToValue(value)
            )
            : throw at.Error("seconds since 1970");
    }

    private static double ToValue(JsonPathValue part) =>
        part.Text() switch
        {
            "NaN" => double.NaN,
            "+Inf" or "Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => part.Number(),
        };

    private static string TimeText(DateTimeOffset at) =>
        (at.ToUnixTimeMilliseconds() / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
}
