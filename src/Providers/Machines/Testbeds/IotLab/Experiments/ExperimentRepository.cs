using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Experiments of an account.</summary>
/// <param name="chance">Random source for multipart boundaries.</param>
internal sealed class ExperimentRepository(RestClient client, IotLabOptions options, Random chance)
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

        return [.. listed.Where(one => others.TrueForAll(other => other.Id != one.Id)),
            .. others.Where(other => !ExperimentState.IsOver(other))];
    }

    /// <summary>Lists ended experiments by name.</summary>
    public async Task<ValueList<IotLabExperiment>> OverAsync(
        IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        HashSet<string> missing = [.. names];
        return
        [
            .. (await ListAsync(
                ExperimentState.Over, IsEnough, cancellationToken)).Where(one => names.Contains(one.Name ?? "")),
        ];

        bool IsEnough(IReadOnlyList<IotLabExperiment> page)
        {
            missing.ExceptWith(page.Select(one => one.Name ?? ""));
            return missing.Count == 0;
        }
    }

    public Task<IotLabExperiment> ReadAsync(long id, CancellationToken cancellationToken) =>
        client.GetAsync(PathOf(id), IotLabJson.Default.IotLabExperiment, cancellationToken);

    /// <summary>Submits an experiment and returns its number.</summary>
    public async Task<long> SubmitAsync(ExperimentRequest request)
    {
        IEnumerable<string> firmwares = (request.Firmwareassociations ?? []).Select(one => one.Firmwarename ?? "");
        (byte[] body, string type) = await PartsAsync(DescriptionName,
            JsonSerializer.SerializeToUtf8Bytes(request, IotLabJson.Default.ExperimentRequest), firmwares);
        return Taken(await client.ChangeAsync(HttpMethod.Post, "experiments", body, type));
    }

    /// <summary>Submits an experiment again and returns the new number.</summary>
    public async Task<long> ReloadAsync(long id, TimeSpan duration, DateTimeOffset start)
    {
        ReloadRequest request = new(Minutes(duration).ToString(CultureInfo.InvariantCulture),
            start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return Taken(await client.ChangeAsync(HttpMethod.Post, $"{PathOf(id)}/reload",
            JsonSerializer.SerializeToUtf8Bytes(request, IotLabJson.Default.ReloadRequest)));
    }

    /// <summary>Ends an experiment. Idempotent.</summary>
    public async Task EndAsync(long id)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, PathOf(id));
        }
        catch (RestException refused) when (refused.Status is 400 or 403 or 404 or 409 or 500)
        {
            if (!ExperimentState.IsEnding(await ReadAsync(id, CancellationToken.None)))
            {
                throw;
            }
        }

        // A list that is not up to date may still show the experiment as running.
        _recent.Note(id);
    }

    /// <summary>Boards of an experiment, ordered by name.</summary>
    public async Task<ValueList<Board>> BoardsAsync(long id, CancellationToken cancellationToken) =>
        [.. ((await AskAsync($"{PathOf(id)}/nodes", IotLabJson.Default.ItemListBoard, cancellationToken))?.Items
            ?? []).OrderBy(board => board.NetworkAddress, StringComparer.Ordinal)];

    /// <summary>Result of the deployment; null if unknown.</summary>
    public async Task<BoardResponse?> DeploymentAsync(long id, CancellationToken cancellationToken) =>
        await AskAsync($"{PathOf(id)}/deployment", IotLabJson.Default.DictionaryStringIReadOnlyListString,
            cancellationToken) is { Count: > 0 } told ? BoardResponse.Of(told) : null;

    /// <summary>Sends a command to boards, for example <c>reset</c> or <c>flash/NAME</c>.</summary>
    public async Task<BoardResponse> SendAsync(long id, string command, IReadOnlyList<string> boards) =>
        Answered(await client.ChangeAsync(HttpMethod.Post, $"{PathOf(id)}/nodes/{command}",
            JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString)));

    /// <summary>Flashes a firmware on boards: an uploaded one, or one of the account.</summary>
    public async Task<BoardResponse> FlashAsync(long id, string firmware, IReadOnlyList<string> boards)
    {
        if (!options.FirmwareFiles.ContainsKey(firmware))
        {
            return await SendAsync(id, $"flash/{Uri.EscapeDataString(firmware)}", boards);
        }

        (byte[] body, string type) = await PartsAsync("nodes.json",
            JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString), [firmware]);
        return Answered(await client.ChangeAsync(HttpMethod.Post, $"{PathOf(id)}/nodes/flash", body, type));
    }

    /// <summary>Archive of an experiment, as tar.gz.</summary>
    public async Task<byte[]> DataAsync(long id, CancellationToken cancellationToken) =>
        (await client.GetResponseAsync($"{PathOf(id)}/data", cancellationToken)).Body;

    /// <summary>Whole minutes, rounded up.</summary>
    public static int Minutes(TimeSpan time) => (int)Math.Ceiling(time.TotalMinutes);

    private static string PathOf(long id) => FormattableString.Invariant($"experiments/{id}");

    /// <summary>Multipart body of a description and its firmwares.</summary>
    private async Task<(byte[] Body, string Type)> PartsAsync(
        string name, byte[] description, IEnumerable<string> firmwares)
    {
        // The boundary is random, so that no description or firmware can contain it.
        byte[] drawn = new byte[16];
        chance.NextBytes(drawn);
        using MultipartFormDataContent parts = new($"scalewright-{Convert.ToHexStringLower(drawn)}");
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

    private long Taken(RestResponse reply)
    {
        long id = client.Read(reply, IotLabJson.Default.SubmittedExperiment).Id is > 0 and long told ? told
            : throw new RestException(reply.Status,
                "the accepted experiment has no number: "
                + $"{TextEscaping.Escape(Encoding.UTF8.GetString(reply.Body))}")
            {
                IsInvalidResponse = true
            };
        _recent.Note(id);
        return id;
    }

    private BoardResponse Answered(RestResponse reply) =>
        BoardResponse.Of(client.Read(reply, IotLabJson.Default.DictionaryStringIReadOnlyListString));

    private async Task<T?> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        RestResponse reply = await client.GetResponseAsync(path, cancellationToken);
        return reply.IsEmpty ? null : client.Read(reply, type);
    }

    private Task<ValueList<IotLabExperiment>> ListAsync(string states,
        Func<IReadOnlyList<IotLabExperiment>, bool>? isEnough, CancellationToken cancellationToken) => _pages.ReadAsync(
            $"experiments?state={states}", IotLabJson.Default.ItemListIotLabExperiment, page => page.Items,
            one => one.Id.ToString(CultureInfo.InvariantCulture), isEnough, cancellationToken);
}

/// <summary>Outcome of a command for boards, with full names.</summary>
internal sealed record BoardResponse(ValueList<string> Done, ValueList<string> Failed)
{
    /// <summary>
    /// Converts the API's lists: <c>0</c> contains the successful boards, any other list contains failed boards.
    /// </summary>
    public static BoardResponse Of(Dictionary<string, IReadOnlyList<string>> lists) => new(
        [.. lists.GetValueOrDefault("0") ?? []], [.. lists.Where(list => list.Key != "0")
            .OrderBy(list => list.Key, StringComparer.Ordinal)
            .SelectMany(list => list.Value ?? [])]);
}

/// <summary>Interprets the testbed's experiment states.</summary>
internal static class ExperimentState
{
    /// <summary>States of experiments that hold or wait for boards, in the format of a list query.</summary>
    public const string Live = "Waiting,toLaunch,Launching,Running,Finishing";

    /// <summary>Final states.</summary>
    public const string Over = "Terminated,Stopped,Error";

    public static bool IsOver(IotLabExperiment experiment) => experiment.State is "Terminated" or "Stopped" or "Error";

    /// <summary>True if it has ended or is ending.</summary>
    public static bool IsEnding(IotLabExperiment experiment) => experiment.State == "Finishing" || IsOver(experiment);

    public static bool IsRunning(IotLabExperiment experiment) => experiment.State == "Running";

    /// <summary>Latest end; null if it has not started.</summary>
    public static DateTimeOffset? EndOf(IotLabExperiment experiment) =>
        TimeOf(experiment.StartDate) is { } start && (IsRunning(experiment) || IsEnding(experiment))
            ? start + TimeSpan.FromMinutes(experiment.SubmittedDuration)
            : null;

    /// <summary>
    /// Planned or actual start; null if not decided. For a waiting experiment, either date may contain it.
    /// </summary>
    public static DateTimeOffset? PlannedStartOf(IotLabExperiment experiment) =>
        TimeOf(experiment.ScheduledDate) ?? TimeOf(experiment.StartDate);

    /// <summary>
    /// Actual start; null if it has not started. The date of a waiting experiment is ignored, because it may be the
    /// planned start.
    /// </summary>
    public static DateTimeOffset? StartOf(IotLabExperiment experiment) =>
        experiment.State is "Waiting" or "toLaunch" or "Launching" ? null : TimeOf(experiment.StartDate);

    /// <summary>Time reported by the testbed; null if it reported none.</summary>
    public static DateTimeOffset? TimeOf(DateTimeOffset? reported) =>
        reported > DateTimeOffset.UnixEpoch ? reported : null;
}
