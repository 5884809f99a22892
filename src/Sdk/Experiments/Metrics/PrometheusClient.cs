using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Metrics;

/// <summary>Asks Prometheus, or what answers like it (VictoriaMetrics, Thanos), by its HTTP API.</summary>
public sealed class PrometheusClient : IDisposable
{
    private const string Service = "prometheus";

    // Prometheus refuses more than 11,000 points of a series at once.
    private const int PointsMax = 10_000;

    private readonly ServiceHttp _http;
    private readonly ServiceOptions _options;

    /// <summary>A client; nothing is asked yet.</summary>
    /// <param name="options">Where it answers, as in <c>http://prometheus:9090</c>.</param>
    /// <exception cref="ArgumentException">An option cannot be.</exception>
    public PrometheusClient(ServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _http = new ServiceHttp(Service, options, Explain);
    }

    /// <summary>Asks for what is, or was at an instant.</summary>
    /// <param name="query">The query in PromQL.</param>
    /// <param name="at">When; null: now, by its clock.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A series of one point for each metric that fits; a number of its own is one without labels.</returns>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<ValueList<MetricSeries>> QueryAsync(string query, DateTimeOffset? at = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(query);
        JsonPart data = await AskAsync("/api/v1/query", at is { } when ? [("query", query), ("time", TimeText(when))] : [("query", query)], cancellationToken);
        JsonPart result = data["result"];
        JsonPart kind = data["resultType"];
        return kind.Text() switch
        {
            "vector" => [.. result.List().Select(item => new MetricSeries(LabelsOf(item["metric"]), [PointOf(item["value"])]))],
            "scalar" => [new MetricSeries(ValueMap<string>.Empty, [PointOf(result)])],
            "matrix" => [.. result.List().Select(SeriesOf)],
            _ => throw kind.Wrong("vector, scalar or matrix"),
        };
    }

    /// <summary>Asks for what was in a span of time; one of many points is asked for in pieces.</summary>
    /// <param name="query">The query in PromQL.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The last one, not before the first.</param>
    /// <param name="step">Time from one point to the next, a millisecond or more.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The series that fit, with a point for each step at which they have a value.</returns>
    /// <exception cref="ServiceException">It was refused, or the answer makes no sense.</exception>
    public async Task<ValueList<MetricSeries>> QueryRangeAsync(string query, DateTimeOffset from, DateTimeOffset to, TimeSpan step, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromMilliseconds(1));
        List<ValueMap<string>> order = [];
        Dictionary<ValueMap<string>, List<MetricPoint>> points = [];
        for (DateTimeOffset begin = from; begin <= to; begin += step * PointsMax)
        {
            DateTimeOffset end = begin + (step * (PointsMax - 1)) < to ? begin + (step * (PointsMax - 1)) : to;
            (string, string)[] parameters = [("query", query), ("start", TimeText(begin)), ("end", TimeText(end)), ("step", step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture))];
            JsonPart data = await AskAsync("/api/v1/query_range", parameters, cancellationToken);
            JsonPart kind = data["resultType"];
            foreach (JsonPart item in kind.Text() == "matrix" ? data["result"].List() : throw kind.Wrong("matrix"))
            {
                MetricSeries series = SeriesOf(item);
                if (!points.TryGetValue(series.Labels, out List<MetricPoint>? known))
                {
                    points[series.Labels] = known = [];
                    order.Add(series.Labels);
                }

                known.AddRange(series.Points);
            }
        }

        return [.. order.Select(labels => new MetricSeries(labels, points[labels].ToValueList()))];
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>An answer of success has data; one of failure says why, whatever its status.</summary>
    private async Task<JsonPart> AskAsync(string path, IReadOnlyCollection<(string Name, string Value)> parameters, CancellationToken cancellationToken)
    {
        Uri address = new(_options.Address.AbsoluteUri.TrimEnd('/') + path);
        string what = $"POST {address}";

        // As a form, since queries may be longer than an address.
        ServiceReply reply = await _http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(parameters.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) },
            isRepeatable: true,
            cancellationToken);
        JsonPart answer = JsonPart.Of(_http, what, reply);
        JsonPart status = answer["status"];
        return status.Text() switch
        {
            "success" => answer["data"],
            "error" => throw _http.Refused(what, reply with { Status = 422 }),
            _ => throw status.Wrong("success or error"),
        };
    }

    private static ServiceFault Explain(ServiceReply reply)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root ? new ServiceFault(Text(root, "errorType"), Text(root, "error")) : ServiceFault.None;
        }
        catch (JsonException)
        {
            return ServiceFault.None;
        }

        static string Text(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    private static MetricSeries SeriesOf(JsonPart item) => new(LabelsOf(item["metric"]), [.. item["values"].List().Select(PointOf)]);

    private static ValueMap<string> LabelsOf(JsonPart metric) => metric.Members().Select(member => KeyValuePair.Create(member.Name, member.Part.Text())).ToValueMap();

    /// <summary>A pair of seconds and a number in quotes, which may be <c>NaN</c>, <c>+Inf</c> or <c>-Inf</c>.</summary>
    private static MetricPoint PointOf(JsonPart part)
    {
        if (part.List().ToArray() is not [var at, var value])
        {
            throw part.Wrong("a pair of a time and a value");
        }

        double seconds = at.Number();
        return seconds is > -62_135_596_800 and < 253_402_300_800
            ? new MetricPoint(DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * 1000) * TimeSpan.TicksPerMillisecond), ValueOf(value))
            : throw at.Wrong("seconds since 1970");
    }

    private static double ValueOf(JsonPart part) => part.Text() switch
    {
        "NaN" => double.NaN,
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => part.Number(),
    };

    private static string TimeText(DateTimeOffset at) => (at.ToUnixTimeMilliseconds() / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
}
