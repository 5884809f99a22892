using Scalewright.Experiments.Services;

namespace Scalewright.Experiments.Flink;

/// <summary>
/// Client of Flink's REST API. Read requests are retried after transient failures. Other requests are sent once, and a
/// <see cref="HttpServiceException"/> reports an unknown outcome.
/// </summary>
internal sealed partial class FlinkClient : IDisposable
{
    private const string Service = "flink";
    private static readonly Dictionary<string, FlinkJobState> States = Enum.GetValues<FlinkJobState>()
        .ToDictionary(state => state.ToString().ToUpperInvariant(), StringComparer.Ordinal);
    private readonly HttpServiceClient _http;
    private readonly string _root;

    public FlinkClient(HttpServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _http = new HttpServiceClient(Service, options, Explain);
        _root = options.Address.AbsoluteUri.TrimEnd('/');
    }

    public async Task<FlinkOverview> GetOverviewAsync(CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await GetAsync("/overview", cancellationToken);
        return new FlinkOverview(
            response["flink-version"].Text(),
            response["taskmanagers"].Count(),
            response["slots-total"].Count(),
            response["slots-available"].Count()
        );
    }

    /// <summary>Returns the registered task managers, ordered by ID.</summary>
    public async Task<ValueList<FlinkTaskManager>> ListTaskManagersAsync(CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await GetAsync("/taskmanagers", cancellationToken);
        return [.. response["taskmanagers"].List().Select(ParseTaskManager).OrderBy(manager => manager.Id, StringComparer.Ordinal)];
    }

    /// <summary>Returns the jobs that Flink still keeps, without their vertices.</summary>
    public async Task<ValueList<FlinkJob>> ListJobsAsync(CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await GetAsync("/jobs/overview", cancellationToken);
        return [.. response["jobs"].List().Select(ParseJob)];
    }

    public async Task<FlinkJob> GetJobAsync(string job, CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await GetAsync($"/jobs/{Escaped(job)}", cancellationToken);
        return ParseJob(response) with { Vertices = [.. response["vertices"].List().Select(ParseVertex)] };
    }

    /// <summary>Duration of the last completed checkpoint in milliseconds; null if there is no checkpoint.</summary>
    public async Task<double?> GetLastCheckpointMillisecondsAsync(string job, CancellationToken cancellationToken = default)
    {
        JsonPathValue? latest = await FindLatestAsync(job, cancellationToken);
        return latest is { IsThere: true } checkpoint && checkpoint["completed"] is { IsThere: true } completed
            ? completed["end_to_end_duration"].Number()
            : null;
    }

    /// <summary>Returns aggregated metrics of a vertex; <see cref="FlinkMetric.None"/> if unavailable.</summary>
    /// <remarks>If one of the metrics has no value, Flink returns none of them.</remarks>
    public async Task<ValueMap<FlinkMetric>> GetMetricsAsync(
        string job,
        string vertex,
        ValueList<string> names,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
        {
            return ValueMap<FlinkMetric>.Empty;
        }

        JsonPathValue response = await GetAsync(
            $"/jobs/{Escaped(job)}/vertices/{Escaped(vertex)}/subtasks/metrics?get={Joined(names)}&agg=min,max,avg,sum",
            cancellationToken
        );
        Dictionary<string, FlinkMetric> found = new(StringComparer.Ordinal);
        foreach (JsonPathValue item in response.List())
        {
            found[item["id"].Text()] = new FlinkMetric(
                Min: item["min"].Number(),
                Max: item["max"].Number(),
                Avg: item["avg"].Number(),
                Sum: item["sum"].Number()
            );
        }

        return names
            .Distinct(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create(name, found.GetValueOrDefault(name, FlinkMetric.None)))
            .ToValueMap();
    }

    /// <summary>Returns the names of the metrics of a vertex; empty if there is no value yet.</summary>
    public async Task<ValueList<string>> ListMetricsAsync(string job, string vertex, CancellationToken cancellationToken = default)
    {
        JsonPathValue response = await GetAsync($"/jobs/{Escaped(job)}/vertices/{Escaped(vertex)}/subtasks/metrics", cancellationToken);
        return [.. response.List().Select(item => item["id"].Text())];
    }

    /// <summary>Returns one metric of each subtask of a vertex; NaN for a subtask without a value.</summary>
    public async Task<ValueList<double>> GetSubtaskMetricAsync(
        string job,
        string vertex,
        string name,
        int instances,
        CancellationToken cancellationToken = default
    )
    {
        // Flink rejects requests whose first line exceeds 4,096 bytes.
        const int MaxBytes = 3_072;
        ArgumentOutOfRangeException.ThrowIfNegative(instances);
        List<double> values = [];
        string[] ids = [.. Enumerable.Range(0, instances).Select(index => string.Create(CultureInfo.InvariantCulture, $"{index}.{name}"))];
        foreach (string[] some in ids.Chunk(Math.Max(1, MaxBytes / (Joined([name]).Length + 6))))
        {
            values.AddRange(await GetValuesAsync($"/jobs/{Escaped(job)}/vertices/{Escaped(vertex)}/metrics", some, cancellationToken));
        }

        return values.ToValueList();
    }

    /// <summary>Returns metrics of a task manager, NaN for those without a value; null if it is gone.</summary>
    public async Task<ValueList<double>?> GetTaskManagerMetricsAsync(
        string manager,
        ValueList<string> names,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            return await GetValuesAsync($"/taskmanagers/{Escaped(manager)}/metrics", names, cancellationToken);
        }
        catch (HttpServiceException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private static FlinkJob ParseJob(JsonPathValue part)
    {
        JsonPathValue state = part["state"];
        return new FlinkJob(
            part["jid"].Text(),
            part["name"].Text(),
            States.TryGetValue(state.Text(), out FlinkJobState known) ? known : throw state.Error("a state of a job")
        );
    }

    private static FlinkVertex ParseVertex(JsonPathValue part) =>
        new(part["id"].Text(), part["name"].Text(), part["parallelism"].Count())
        {
            MaxParallelism = part["maxParallelism"] is { IsThere: true } most ? most.Count() : 0,
        };

    /// <summary>Parses the path, for example <c>pekko.tcp://flink@host:6122/user/rpc/taskmanager_0</c>.</summary>
    private static FlinkTaskManager ParseTaskManager(JsonPathValue part)
    {
        string path = part["path"].Text();
        string rest = path[(path.IndexOf('@', StringComparison.Ordinal) + 1)..];
        string host = rest.Split(':', '/')[0];
        JsonPathValue hardware = part["hardware"];
        return new FlinkTaskManager(
            part["id"].Text(),
            host,
            part["slotsNumber"].Count(),
            GetNumber(hardware, "cpuCores", 1),
            (int)Math.Min(GetNumber(hardware, "physicalMemory", 0) / (1024 * 1024), int.MaxValue)
        );
    }

    private static double GetNumber(JsonPathValue part, string name, double fallback) => part.IsThere ? part[name].Number() : fallback;

    /// <summary>Flink returns a list of messages or stack traces. The first line of a trace is the message.</summary>
    private static HttpServiceError Explain(HttpServiceResponse response) =>
        HttpServiceError.Read(response, static root =>
            root.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array
                ? new HttpServiceError(
                    "",
                    string.Join(
                        ' ',
                        errors
                            .EnumerateArray()
                            .Where(error => error.ValueKind == JsonValueKind.String)
                            .Select(error => error.GetString()!.Split('\n')[0])
                    )
                )
                : HttpServiceError.None
        );

    private static string GetMessage(JsonPathValue cause) =>
        cause["stack-trace"] is { IsThere: true } trace ? trace.Text().Split('\n')[0] : cause["class"].Text();

    private static string Joined(IEnumerable<string> names) => string.Join(',', names.Select(Uri.EscapeDataString));

    private static string Escaped(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return Uri.EscapeDataString(id);
    }

    /// <summary>Returns the last checkpoints of a job; null without checkpointing.</summary>
    private async Task<JsonPathValue?> FindLatestAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync($"/jobs/{Escaped(job)}/checkpoints", cancellationToken))["latest"];
        }
        catch (HttpServiceException exception)
            when (exception.Status == 404 && exception.Message.Contains("Checkpointing has not been enabled", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private async Task<ValueList<double>> GetValuesAsync(string path, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        Dictionary<string, double> found = new(StringComparer.Ordinal);
        foreach (JsonPathValue item in (await GetAsync($"{path}?get={Joined(ids)}", cancellationToken)).List())
        {
            found[item["id"].Text()] = item["value"].Number();
        }

        return [.. ids.Select(id => found.GetValueOrDefault(id, double.NaN))];
    }

    private async Task<JsonPathValue> GetAsync(string path, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, path, null, isRepeatable: true, cancellationToken);

    private async Task<JsonPathValue> SendAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? content,
        bool isRepeatable,
        CancellationToken cancellationToken
    )
    {
        Uri address = new(_root + path);
        HttpServiceResponse response = await _http.SendAsync(
            () => new HttpRequestMessage(method, address) { Content = content?.Invoke() },
            isRepeatable,
            cancellationToken
        );
        return JsonPathValue.Parse(_http, $"{method} {address.GetLeftPart(UriPartial.Path)}", response);
    }

    private static StringContent Json(Action<Utf8JsonWriter> write) =>
        new(
            JsonLine.Write(json =>
            {
                json.WriteStartObject();
                write(json);
                json.WriteEndObject();
            }),
            Encoding.UTF8,
            "application/json"
        );
}

internal sealed record FlinkOverview(string Version, int TaskManagers, int SlotsTotal, int SlotsAvailable);

internal sealed record FlinkTaskManager(string Id, string Host, int Slots, double Cpus, int MemoryMiB);

/// <summary>A metric aggregated over the subtasks of a vertex; NaN if no subtask has it.</summary>
internal readonly record struct FlinkMetric(double Min, double Max, double Avg, double Sum)
{
    public static FlinkMetric None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN);
}
