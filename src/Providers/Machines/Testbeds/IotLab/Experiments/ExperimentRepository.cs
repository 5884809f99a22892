using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Experiments of an account.</summary>
/// <param name="random">Random source for multipart boundaries.</param>
internal sealed class ExperimentRepository(RestClient client, IotLabOptions options, Random random)
{
    private const string DescriptionName = "new_exp.json";
    private readonly PageReader _pages = new(client, IotLabProblems.Provider, options.PageSize);
    private readonly Recents<long> _recent = new(options.Clock, options.ConsistencyWindow);

    /// <summary>Lists all live experiments, including recently submitted ones that lists may not show yet.</summary>
    public async Task<ValueList<IotLabExperiment>> LiveAsync(CancellationToken cancellationToken)
    {
        ValueList<IotLabExperiment> listed = await ListAsync(ExperimentState.Live, null, cancellationToken);
        List<IotLabExperiment> others = [];
        foreach (long id in _recent.Read())
        {
            others.Add(await ReadAsync(id, cancellationToken));
        }

        return
        [
            .. listed.Where(one => others.TrueForAll(other => other.Id != one.Id)),
            .. others.Where(other => !ExperimentState.IsCompleted(other)),
        ];
    }

    /// <summary>Lists ended experiments by name.</summary>
    public async Task<ValueList<IotLabExperiment>> ListCompletedAsync(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        HashSet<string> missing = [.. names];
        return [.. (await ListAsync(ExperimentState.Completed, IsEnough, cancellationToken)).Where(one => names.Contains(one.Name ?? ""))];

        bool IsEnough(IReadOnlyList<IotLabExperiment> page)
        {
            missing.ExceptWith(page.Select(one => one.Name ?? ""));
            return missing.Count == 0;
        }
    }

    public Task<IotLabExperiment> ReadAsync(long id, CancellationToken cancellationToken) =>
        client.GetAsync(GetPath(id), IotLabJson.Default.IotLabExperiment, cancellationToken);

    /// <summary>Submits an experiment and returns its number.</summary>
    public async Task<long> SubmitAsync(ExperimentRequest request)
    {
        IEnumerable<string> firmwares = (request.Firmwareassociations ?? []).Select(one => one.Firmwarename ?? "");
        (byte[] body, string type) = await PartsAsync(
            DescriptionName,
            JsonSerializer.SerializeToUtf8Bytes(request, IotLabJson.Default.ExperimentRequest),
            firmwares
        );
        return ReadId(await client.ChangeAsync(HttpMethod.Post, "experiments", body, type));
    }

    /// <summary>Ends an experiment. Idempotent.</summary>
    public async Task EndAsync(long id)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, GetPath(id));
        }
        catch (RestException exception) when (exception.Status is 400 or 403 or 404 or 409 or 500)
        {
            if (!ExperimentState.IsEnding(await ReadAsync(id, CancellationToken.None)))
            {
                throw;
            }
        }

        // A list that is not up to date may still show the experiment as running.
        _recent.Add(id);
    }

    /// <summary>Boards of an experiment, ordered by name.</summary>
    public async Task<ValueList<Board>> BoardsAsync(long id, CancellationToken cancellationToken) =>
        [
            .. ((await QueryAsync($"{GetPath(id)}/nodes", IotLabJson.Default.ItemListBoard, cancellationToken))?.Items ?? []).OrderBy(
                board => board.NetworkAddress,
                StringComparer.Ordinal
            ),
        ];

    /// <summary>Result of the deployment; null if unknown.</summary>
    public async Task<BoardResponse?> DeploymentAsync(long id, CancellationToken cancellationToken) =>
        await QueryAsync($"{GetPath(id)}/deployment", IotLabJson.Default.DictionaryStringIReadOnlyListString, cancellationToken)
            is { Count: > 0 } reported
            ? BoardResponse.From(reported)
            : null;

    /// <summary>Sends a command to boards, for example <c>reset</c> or <c>flash/NAME</c>.</summary>
    public async Task<BoardResponse> SendAsync(long id, string command, IReadOnlyList<string> boards) =>
        ReadResponse(
            await client.ChangeAsync(
                HttpMethod.Post,
                $"{GetPath(id)}/nodes/{command}",
                JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString)
            )
        );

    /// <summary>Flashes a firmware on boards: an uploaded one, or one of the account.</summary>
    public async Task<BoardResponse> FlashAsync(long id, string firmware, IReadOnlyList<string> boards)
    {
        if (!options.FirmwareFiles.ContainsKey(firmware))
        {
            return await SendAsync(id, $"flash/{Uri.EscapeDataString(firmware)}", boards);
        }

        (byte[] body, string type) = await PartsAsync(
            "nodes.json",
            JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString),
            [firmware]
        );
        return ReadResponse(await client.ChangeAsync(HttpMethod.Post, $"{GetPath(id)}/nodes/flash", body, type));
    }

    /// <summary>Whole minutes, rounded up.</summary>
    public static int Minutes(TimeSpan time) => (int)Math.Ceiling(time.TotalMinutes);

    private static string GetPath(long id) => FormattableString.Invariant($"experiments/{id}");

    /// <summary>Multipart body of a description and its firmwares.</summary>
    private async Task<(byte[] Body, string Type)> PartsAsync(string name, byte[] description, IEnumerable<string> firmwares)
    {
        // The boundary is random, so that no description or firmware can contain it.
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        using MultipartFormDataContent parts = new($"scalewright-{Convert.ToHexStringLower(bytes)}");
        Add(parts, name, description, "application/json");
        foreach (string firmware in firmwares.Where(options.FirmwareFiles.ContainsKey).Distinct(StringComparer.Ordinal))
        {
            Add(parts, firmware, [.. options.FirmwareFiles[firmware]], "application/octet-stream");
        }

        return (await parts.ReadAsByteArrayAsync(), parts.Headers.ContentType!.ToString());
    }

    private static void Add(MultipartFormDataContent parts, string name, byte[] bytes, string type)
    {
        ByteArrayContent part = new(bytes);
        part.Headers.ContentType = new(type);
        parts.Add(part, name, name);
    }

    private long ReadId(RestResponse reply)
    {
        long id = client.Read(reply, IotLabJson.Default.SubmittedExperiment).Id is > 0 and long reported
            ? reported
            : throw new RestException(
                reply.Status,
                "the accepted experiment has no number: " + $"{TextEscaping.Escape(Encoding.UTF8.GetString(reply.Body))}"
            )
            {
                IsInvalidResponse = true,
            };
        _recent.Add(id);
        return id;
    }

    private BoardResponse ReadResponse(RestResponse reply) =>
        BoardResponse.From(client.Read(reply, IotLabJson.Default.DictionaryStringIReadOnlyListString));

    private async Task<T?> QueryAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        RestResponse reply = await client.GetResponseAsync(path, cancellationToken);
        return reply.IsEmpty ? null : client.Read(reply, type);
    }

    private Task<ValueList<IotLabExperiment>> ListAsync(
        string states,
        Func<IReadOnlyList<IotLabExperiment>, bool>? isEnough,
        CancellationToken cancellationToken
    ) =>
        _pages.ReadAsync(
            $"experiments?state={states}",
            IotLabJson.Default.ItemListIotLabExperiment,
            page => page.Items,
            one => one.Id.ToString(CultureInfo.InvariantCulture),
            isEnough,
            cancellationToken
        );
}

/// <summary>Outcome of a command for boards, with full names.</summary>
internal sealed record BoardResponse(ValueList<string> Done, ValueList<string> Failed)
{
    /// <summary>
    /// Converts the API's lists: <c>0</c> contains the successful boards, any other list contains failed boards.
    /// </summary>
    public static BoardResponse From(Dictionary<string, IReadOnlyList<string>> lists) =>
        new(
            [.. lists.GetValueOrDefault("0") ?? []],
            [.. lists.Where(list => list.Key != "0").OrderBy(list => list.Key, StringComparer.Ordinal).SelectMany(list => list.Value ?? [])]
        );
}

/// <summary>Interprets the testbed's experiment states.</summary>
internal static class ExperimentState
{
    /// <summary>States of experiments that hold or wait for boards, in the format of a list query.</summary>
    public const string Live = "Waiting,toLaunch,Launching,Running,Finishing";

    /// <summary>Final states.</summary>
    public const string Completed = "Terminated,Stopped,Error";

    public static bool IsCompleted(IotLabExperiment experiment) => experiment.State is "Terminated" or "Stopped" or "Error";

    /// <summary>True if it has ended or is ending.</summary>
    public static bool IsEnding(IotLabExperiment experiment) => experiment.State == "Finishing" || IsCompleted(experiment);

    public static bool IsRunning(IotLabExperiment experiment) => experiment.State == "Running";

    /// <summary>Latest end; null if it has not started.</summary>
    public static DateTimeOffset? GetEnd(IotLabExperiment experiment) =>
        GetTime(experiment.StartDate) is { } start && (IsRunning(experiment) || IsEnding(experiment))
            ? start + TimeSpan.FromMinutes(experiment.SubmittedDuration)
            : null;

    /// <summary>
    /// Planned or actual start; null if not decided. For a waiting experiment, either date may contain it.
    /// </summary>
    public static DateTimeOffset? GetPlannedStart(IotLabExperiment experiment) =>
        GetTime(experiment.ScheduledDate) ?? GetTime(experiment.StartDate);

    /// <summary>Time reported by the testbed; null if it reported none.</summary>
    public static DateTimeOffset? GetTime(DateTimeOffset? reported) => reported > DateTimeOffset.UnixEpoch ? reported : null;
}
