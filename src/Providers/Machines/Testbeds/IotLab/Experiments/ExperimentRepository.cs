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
    public async Task<ValueList<IotLabExperiment>> ListLiveAsync(CancellationToken cancellationToken)
    {
        ValueList<IotLabExperiment> listed = await ListAsync(ExperimentState.Live, null, cancellationToken);
        List<IotLabExperiment> recent = [];
        foreach (long id in _recent.Read())
        {
            recent.Add(await ReadAsync(id, cancellationToken));
        }

        // The state in a list may be out of date, so that of the experiment itself is used where it was read.
        HashSet<long> recentIds = [.. recent.Select(experiment => experiment.Id)];
        return
        [
            .. listed.Where(experiment => !recentIds.Contains(experiment.Id)),
            .. recent.Where(experiment => !ExperimentState.IsCompleted(experiment)),
        ];
    }

    /// <summary>Lists ended experiments by name.</summary>
    public async Task<ValueList<IotLabExperiment>> ListCompletedAsync(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        ValueList<IotLabExperiment> completed = await ListAsync(ExperimentState.Completed, HasAllNames, cancellationToken);
        return [.. completed.Where(experiment => names.Contains(experiment.Name ?? ""))];

        bool HasAllNames(IReadOnlyList<IotLabExperiment> page, IReadOnlyCollection<IotLabExperiment> experiments) =>
            names.IsSubsetOf(experiments.Select(experiment => experiment.Name ?? ""));
    }

    public Task<IotLabExperiment> ReadAsync(long id, CancellationToken cancellationToken) =>
        client.GetAsync(GetPath(id), IotLabJson.Default.IotLabExperiment, cancellationToken);

    /// <summary>Submits an experiment and returns its number.</summary>
    public async Task<long> SubmitAsync(ExperimentRequest request)
    {
        IEnumerable<string> firmwares = (request.Firmwareassociations ?? []).Select(association => association.Firmwarename ?? "");
        MultipartBody body = await CreateBodyAsync(
            DescriptionName,
            JsonSerializer.SerializeToUtf8Bytes(request, IotLabJson.Default.ExperimentRequest),
            firmwares
        );
        long id = ReadId(await client.ChangeAsync(HttpMethod.Post, "experiments", body.Content, body.ContentType));
        _recent.Add(id);
        return id;
    }

    /// <summary>Ends an experiment. Idempotent.</summary>
    public async Task EndAsync(long id)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, GetPath(id));
        }
        catch (RestException failure) when (failure.Status is 400 or 403 or 404 or 409 or 500)
        {
            // A refusal may mean that the experiment is ending or has ended. The status does not show it, so the state decides.
            if (!ExperimentState.IsEnding(await ReadAsync(id, CancellationToken.None)))
            {
                throw;
            }
        }

        // A list that is not up to date may still show the experiment as running.
        _recent.Add(id);
    }

    /// <summary>Boards of an experiment, ordered by name.</summary>
    public async Task<ValueList<Board>> ListBoardsAsync(long id, CancellationToken cancellationToken)
    {
        ItemList<Board>? boards = await QueryAsync($"{GetPath(id)}/nodes", IotLabJson.Default.ItemListBoard, cancellationToken);
        return [.. (boards?.Items ?? []).OrderBy(board => board.NetworkAddress, StringComparer.Ordinal)];
    }

    /// <summary>Result of the deployment; null if unknown.</summary>
    public async Task<BoardResponse?> FindDeploymentAsync(long id, CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<string>>? lists = await QueryAsync(
            $"{GetPath(id)}/deployment",
            IotLabJson.Default.DictionaryStringIReadOnlyListString,
            cancellationToken
        );
        return lists is { Count: > 0 } ? BoardResponse.From(lists) : null;
    }

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

        MultipartBody body = await CreateBodyAsync(
            "nodes.json",
            JsonSerializer.SerializeToUtf8Bytes(boards, IotLabJson.Default.IReadOnlyListString),
            [firmware]
        );
        return ReadResponse(await client.ChangeAsync(HttpMethod.Post, $"{GetPath(id)}/nodes/flash", body.Content, body.ContentType));
    }

    /// <summary>Returns whole minutes, rounded up.</summary>
    public static int RoundUpToMinutes(TimeSpan time) => (int)Math.Ceiling(time.TotalMinutes);

    private static string GetPath(long id) => FormattableString.Invariant($"experiments/{id}");

    /// <summary>Creates the multipart body of a description and its firmwares.</summary>
    private async Task<MultipartBody> CreateBodyAsync(string name, byte[] description, IEnumerable<string> firmwares)
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

        return new MultipartBody(await parts.ReadAsByteArrayAsync(), parts.Headers.ContentType!.ToString());
    }

    private static void Add(MultipartFormDataContent parts, string name, byte[] bytes, string type)
    {
        ByteArrayContent part = new(bytes);
        part.Headers.ContentType = new(type);
        parts.Add(part, name, name);
    }

    private long ReadId(RestResponse response)
    {
        if (client.Read(response, IotLabJson.Default.SubmittedExperiment).Id is > 0 and long id)
        {
            return id;
        }

        throw new RestException(
            response.Status,
            $"the accepted experiment has no number: {TextEscaping.Escape(Encoding.UTF8.GetString(response.Body))}"
        )
        {
            IsInvalidResponse = true,
        };
    }

    private BoardResponse ReadResponse(RestResponse response) =>
        BoardResponse.From(client.Read(response, IotLabJson.Default.DictionaryStringIReadOnlyListString));

    private async Task<T?> QueryAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        RestResponse response = await client.GetResponseAsync(path, cancellationToken);
        return response.IsEmpty ? null : client.Read(response, type);
    }

    private Task<ValueList<IotLabExperiment>> ListAsync(
        string states,
        Func<IReadOnlyList<IotLabExperiment>, IReadOnlyCollection<IotLabExperiment>, bool>? isEnough,
        CancellationToken cancellationToken
    ) =>
        _pages.ReadAsync(
            $"experiments?state={states}",
            IotLabJson.Default.ItemListIotLabExperiment,
            page => page.Items,
            experiment => experiment.Id.ToString(CultureInfo.InvariantCulture),
            isEnough,
            cancellationToken
        );
}

/// <summary>Multipart body of a request.</summary>
/// <param name="ContentType">Content type with the boundary.</param>
internal sealed record MultipartBody(byte[] Content, string ContentType);

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
