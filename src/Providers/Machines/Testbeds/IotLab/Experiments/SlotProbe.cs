using Scalewright.Journals;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Experiments that are submitted only to determine their start, and then ended. Like all experiments, they have an
/// ownership tag for their whole lifetime. The tag contains the cluster name <see cref="Cluster"/> and a separate
/// lineage, so that any remaining experiments are reaped like those of an orphaned cluster.
/// </summary>
/// <param name="random">Random source for the lineage.</param>
/// <param name="location">Placement of the first node, for the tag.</param>
internal sealed class SlotProbe(
    TagRepository tags,
    ExperimentRepository experiments,
    IotLabOptions options,
    Random random,
    string location,
    ILogger logger
)
{
    /// <summary>Cluster name in the tags of such experiments.</summary>
    public const string Cluster = "slot-search";

    // Five minutes with the default interval: schedulers of testbeds decide within one minute.
    private const int MaxPolls = 60;
    private const int MaxRetryAttempts = 4;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private readonly Retry _retry = new(
        new RetryOptions
        {
            MaxRetryAttempts = MaxRetryAttempts,
            Delay = options.PollInterval,
            MaxDelay = options.PollInterval,
        },
        options.Clock
    );
    private readonly IotLabNodeTag _tag = CreateTag(random, options, location);
    private readonly HashSet<long> _known = [];
    private bool _isUncertain;

    /// <summary>Name of its experiments.</summary>
    public string Name => TagName.ForExperiment(_tag.Owner, _tag.Key);

    /// <summary>Writes the tag, which is required before any probe.</summary>
    public Task OpenAsync() => tags.WriteAsync(_tag);

    /// <summary>
    /// Returns the earliest start of one experiment according to the scheduler; null if there is never capacity for it.
    /// </summary>
    public async Task<DateTimeOffset?> FindEarliestStartAsync(ExperimentRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await SubmitAsync(request) is not { } id)
        {
            return null;
        }

        IotLabExperiment reported = await ReadAsync(id, static one => ExperimentState.GetPlannedStart(one) is not null, cancellationToken);
        DateTimeOffset start = ExperimentState.GetPlannedStart(reported)
            ?? throw new ProviderException(IotLabProblems.Provider, [IotLabProblems.NoStartReported(TextEscaping.Escape(reported.State))])
            {
                IsTransient = true,
            };
        await RetryAsync(() => experiments.EndAsync(id));

        // A started experiment keeps its boards until it has ended.
        await ReadAsync(id, ExperimentState.IsCompleted, cancellationToken);
        return start;
    }

    /// <summary>Returns true if all experiments can start at a given time.</summary>
    public async Task<bool> IsFreeAsync(ValueList<ExperimentRequest> requests, DateTimeOffset start, CancellationToken cancellationToken)
    {
        List<long> used = [];
        foreach (ExperimentRequest request in requests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await SubmitAsync(request with { Reservation = start.ToUnixTimeSeconds() }) is { } id)
            {
                used.Add(id);
            }
            else
            {
                break;
            }
        }

        bool isFree = used.Count == requests.Count;
        foreach (long id in used)
        {
            // A scheduler may accept an experiment and detect later that it is impossible.
            IotLabExperiment reported = await ReadAsync(
                id,
                static one => ExperimentState.GetPlannedStart(one) is not null,
                cancellationToken
            );
            isFree &= !ExperimentState.IsCompleted(reported);
            await RetryAsync(() => experiments.EndAsync(id));
        }

        return isFree;
    }

    /// <summary>Ends remaining experiments, then removes the tag. Returns a problem if something may be left.</summary>
    public async Task<Problem?> CloseAsync()
    {
        try
        {
            if (_isUncertain)
            {
                await Task.Delay(options.ConsistencyWindow, options.Clock, CancellationToken.None);
            }

            await RetryAsync(async () =>
            {
                foreach (IotLabExperiment remaining in await FindAsync())
                {
                    await experiments.EndAsync(remaining.Id);
                }

                await tags.RemoveAsync(TagName.Write(_tag));
            });
            return null;
        }
        catch (RestException exception)
        {
            IotLabLog.ProbeLeft(logger, Name, exception.Reason);
            return IotLabProblems.ProbeRemains(Name, exception.Reason);
        }
    }

    private static IotLabNodeTag CreateTag(Random random, IotLabOptions options, string location)
    {
        Lineage lineage = Lineage.CreateRandom(random);
        string token = Lineage.CreateRandom(random).ToString();
        DateTimeOffset now = options.Clock.GetUtcNow();
        return new IotLabNodeTag
        {
            Owner = new Owner(lineage, Cluster).ToString(),
            Name = Cluster,
            Token = token,
            Key = TagName.CreateKey(token),
            Location = location,
            Created = now.UtcTicks,
            Expires = (now + Lifetime).UtcTicks,
            Group = "",
            Digest = "",
        };
    }

    /// <summary>
    /// True if a request was refused for lack of capacity. The wording of refusals is not documented. Because the same
    /// request was accepted without a date, its refusal with a date also means a lack of capacity, unless the quota is
    /// exceeded.
    /// </summary>
    private static bool IsCapacityRejection(ExperimentRequest request, ProblemCode meaning, int status) =>
        meaning == ProblemCode.InsufficientCapacity
        || (request.Reservation is not null && status is (400 or 403) && meaning != ProblemCode.QuotaExceeded);

    /// <returns>Number of the experiment; null if there is no capacity.</returns>
    private async Task<long?> SubmitAsync(ExperimentRequest request)
    {
        try
        {
            long id = await experiments.SubmitAsync(request);
            _known.Add(id);
            return id;
        }
        catch (RestException exception) when (IsCapacityRejection(request, IotLabProblems.Rest.From(exception).Code, exception.Status))
        {
            return null;
        }
        catch (RestException exception) when (!exception.IsWithoutEffect)
        {
            if (Array.Find(await FindAsync(), one => _known.Add(one.Id)) is { } found)
            {
                return found.Id;
            }

            // Lists are eventually consistent, so the experiment is searched for again when the probe is closed.
            _isUncertain = true;
            throw;
        }
    }

    private async Task<IotLabExperiment[]> FindAsync() =>
        [.. (await experiments.ListLiveAsync(CancellationToken.None)).Where(one => one.Name == Name && !ExperimentState.IsEnding(one))];

    /// <summary>Runs a required action, with retries on transient failures.</summary>
    private async Task RetryAsync(Func<Task> act) =>
        await _retry.CallAsync(
            async _ =>
            {
                await act();
                return true;
            },
            static failure => new RetryDecision(failure is RestException { IsTransient: true }),
            onRetry: null,
            CancellationToken.None
        );

    /// <summary>Polls an experiment until a condition holds, it is over, or the limit of polls is reached.</summary>
    private async Task<IotLabExperiment> ReadAsync(long id, Func<IotLabExperiment, bool> isEnough, CancellationToken cancellationToken)
    {
        for (int poll = 1; ; poll++)
        {
            IotLabExperiment now = await experiments.ReadAsync(id, cancellationToken);
            if (isEnough(now) || ExperimentState.IsCompleted(now) || poll == MaxPolls)
            {
                return now;
            }

            await Task.Delay(options.PollInterval, options.Clock, cancellationToken);
        }
    }
}
