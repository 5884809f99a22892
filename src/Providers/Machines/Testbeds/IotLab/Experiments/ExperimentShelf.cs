using System.Text.Json.Serialization.Metadata;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>The experiments of an account.</summary>
/// <param name="options">What is sent along, and how late lists may be.</param>
/// <param name="chance">What is drawn to part what is sent.</param>
internal sealed class ExperimentShelf(RestClient client, IotLabOptions options, Random chance)
{
    private const string DescriptionName = "new_exp.json";
    private readonly PageReader _pages = new(client, IotLabProblems.Provider, options.PageSize);
    private readonly Recents<long> _recent = new(options.Clock, options.ConsistencyWindow);

    /// <summary>All experiments that are not over, those included that this provider handed in a moment ago and that lists may not show yet.</summary>
    public async Task<ValueList<Experiment>> LiveAsync(CancellationToken cancellationToken)
    {
        ValueList<Experiment> listed = await ListAsync(ExperimentState.Live, null, cancellationToken);
        List<Experiment> others = [];
        foreach (long id in _recent.Read())
        {
            others.Add(await ReadAsync(id, cancellationToken));
        }

        return [.. listed.Where(one => others.TrueForAll(other => other.Id != one.Id)), .. others.Where(other => !ExperimentState.IsOver(other))];
    }

    /// <summary>Experiments of some names that are over.</summary>
    public async Task<ValueList<Experiment>> OverAsync(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        HashSet<string> missing = [.. names];
        return
        [
            .. (await ListAsync(ExperimentState.Over, IsEnough, cancellationToken)).Where(one => names.Contains(one.Name ?? "")),
        ];

        bool IsEnough(IReadOnlyList<Experiment> page)
        {
            missing.ExceptWith(page.Select(one => one.Name ?? ""));
            return missing.Count == 0;
        }
    }

    public Task<Experiment> ReadAsync(long id, CancellationToken cancellationToken) => client.GetAsync(PathOf(id), IotLabJson.Default.Experiment, cancellationToken);

    /// <summary>Hands in an experiment.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> SubmitAsync(ExperimentRequest request)
    {
        IEnumerable<string> firmwares = (request.Firmwareassociations ?? []).Select(one => one.Firmwarename ?? "");
        (byte[] body, string type) = await PartsAsync(DescriptionName, JsonSerializer.SerializeToUtf8Bytes(request, IotLabJson.Default.ExperimentRequest), firmwares);
        return Taken(await client.ChangeAsync(HttpMethod.Post, "experiments", body, type));
    }

    /// <summary>Hands in an experiment again.</summary>
    /// <returns>The number of the new one.</returns>
    public async Task<long> ReloadAsync(long id, TimeSpan duration, DateTimeOffset start)
    {
        ReloadRequest request = new(Minutes(duration).ToString(CultureInfo.InvariantCulture), start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return Taken(await client.ChangeAsync(HttpMethod.Post, $"{PathOf(id)}/reload", JsonSerializer.SerializeToUtf8Bytes(request, IotLabJson.Default.ReloadRequest)));
    }

    /// <summary>Ends an experiment; done when it is over already.</summary>
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

        // Lists that lag behind would show it as if nothing had been asked for.
        _recent.Note(id);
    }

    /// <summary>An experiment's boards, in the order of their names.</summary>
    public async Task<ValueList<Board>> BoardsAsync(long id, CancellationToken cancellationToken) =>
        [.. ((await AskAsync($"{PathOf(id)}/nodes", IotLabJson.Default.ItemListBoard, cancellationToken))?.Items ?? []).OrderBy(board => board.NetworkAddress, StringComparer.Ordinal)];

    /// <summary>Which boards were deployed.</summary>
    /// <returns>Null: that is not known yet.</returns>
    public async Task<BoardAnswer?> DeploymentAsync(long id, CancellationToken cancellationToken) =>
        await AskAsync($"{PathOf(id)}/deployment", IotLabJson.Default.DictionaryStringIReadOnlyListString, cancellationToken) is { Count: > 0 } told ? BoardAnswer.Of(told) : null;

    /// <summary>Tells boards to do something, as in <c>reset</c> or <c>flash/NAME</c>.</summary>
    public async Task<BoardAnswer> SendAsync(long id, string command, IReadOnlyList<string> boards) =>
        Answered(await client.ChangeAsync(HttpMethod.Post, $"{PathOf(id)}/nodes/{command}", JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString)));

    /// <summary>Puts a firmware on boards: one that is sent along, or one that the account has.</summary>
    public async Task<BoardAnswer> FlashAsync(long id, string firmware, IReadOnlyList<string> boards)
    {
        if (!options.FirmwareFiles.ContainsKey(firmware))
        {
            return await SendAsync(id, $"flash/{Uri.EscapeDataString(firmware)}", boards);
        }

        (byte[] body, string type) = await PartsAsync("nodes.json", JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString), [firmware]);
        return Answered(await client.ChangeAsync(HttpMethod.Post, $"{PathOf(id)}/nodes/flash", body, type));
    }

    /// <summary>The archive of an experiment, as tar.gz.</summary>
    public async Task<byte[]> DataAsync(long id, CancellationToken cancellationToken) => (await client.AskAsync($"{PathOf(id)}/data", cancellationToken)).Body;

    /// <summary>Whole minutes: what is begun counts.</summary>
    public static int Minutes(TimeSpan time) => (int)Math.Ceiling(time.TotalMinutes);

    private static string PathOf(long id) => FormattableString.Invariant($"experiments/{id}");

    /// <summary>A description and the firmwares that it speaks of, as parts.</summary>
    private async Task<(byte[] Body, string Type)> PartsAsync(string name, byte[] description, IEnumerable<string> firmwares)
    {
        // No description or firmware can hold what was drawn just now.
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

    private long Taken(RestReply reply)
    {
        long id = client.Read(reply, IotLabJson.Default.SubmittedExperiment).Id is > 0 and long told ? told
            : throw new RestException(reply.Status, $"an experiment was taken, and its number not told: {Printable.Escape(Encoding.UTF8.GetString(reply.Body))}") { IsNonsense = true };
        _recent.Note(id);
        return id;
    }

    private BoardAnswer Answered(RestReply reply) => BoardAnswer.Of(client.Read(reply, IotLabJson.Default.DictionaryStringIReadOnlyListString));

    private async Task<T?> AskAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        RestReply reply = await client.AskAsync(path, cancellationToken);
        return reply.IsEmpty ? null : client.Read(reply, type);
    }

    private Task<ValueList<Experiment>> ListAsync(string states, Func<IReadOnlyList<Experiment>, bool>? isEnough, CancellationToken cancellationToken) => _pages.ReadAsync(
        $"experiments?state={states}", IotLabJson.Default.ItemListExperiment, page => page.Items, one => one.Id.ToString(CultureInfo.InvariantCulture), isEnough, cancellationToken);
}

/// <summary>Which boards did something, and which did not; full names.</summary>
/// <param name="Done">Those that did.</param>
/// <param name="Failed">Those that did not.</param>
internal sealed record BoardAnswer(ValueList<string> Done, ValueList<string> Failed)
{
    /// <summary>Of the API's lists: <c>0</c> is of those that did it, <c>1</c> and any other of those that did not.</summary>
    public static BoardAnswer Of(Dictionary<string, IReadOnlyList<string>> lists) => new(
        [.. lists.GetValueOrDefault("0") ?? []], [.. lists.Where(list => list.Key != "0").OrderBy(list => list.Key, StringComparer.Ordinal).SelectMany(list => list.Value ?? [])]);
}

/// <summary>What the testbed's words for states mean.</summary>
internal static class ExperimentState
{
    /// <summary>The states of experiments that hold boards or wait for them, as a list is asked for.</summary>
    public const string Live = "Waiting,toLaunch,Launching,Running,Finishing";

    /// <summary>The others.</summary>
    public const string Over = "Terminated,Stopped,Error";

    public static bool IsOver(Experiment experiment) => experiment.State is "Terminated" or "Stopped" or "Error";

    /// <summary>Whether it is over, or about to be.</summary>
    public static bool IsEnding(Experiment experiment) => experiment.State == "Finishing" || IsOver(experiment);

    public static bool IsRunning(Experiment experiment) => experiment.State == "Running";

    /// <summary>When it ends at the latest; null: it has not begun.</summary>
    public static DateTimeOffset? EndOf(Experiment experiment) =>
        TimeOf(experiment.StartDate) is { } start && (IsRunning(experiment) || IsEnding(experiment)) ? start + TimeSpan.FromMinutes(experiment.SubmittedDuration) : null;

    /// <summary>When it begins or began, as far as the scheduler has decided it; null: it has not. One that waits tells it by either date.</summary>
    public static DateTimeOffset? PlannedStartOf(Experiment experiment) => TimeOf(experiment.ScheduledDate) ?? TimeOf(experiment.StartDate);

    /// <summary>When it began; null: it has not. One that waits may tell when it is to.</summary>
    public static DateTimeOffset? StartOf(Experiment experiment) => experiment.State is "Waiting" or "toLaunch" or "Launching" ? null : TimeOf(experiment.StartDate);

    /// <summary>A moment that the testbed told; null: it told none.</summary>
    public static DateTimeOffset? TimeOf(DateTimeOffset? told) => told > DateTimeOffset.UnixEpoch ? told : null;
}
