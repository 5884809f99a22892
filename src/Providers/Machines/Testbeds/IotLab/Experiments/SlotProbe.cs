using Scalewright.Journals;
using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Experiments that are handed in only to see when they could begin, and ended again. Like all others they have a mark from before their beginning until after their end, of a cluster
/// called <see cref="Cluster"/> with a lineage of its own: whatever is left of them is removed as any cluster is that nobody has any more.</summary>
/// <param name="options">How long pauses between looks are.</param>
/// <param name="chance">What the lineage is drawn from.</param>
/// <param name="place">Where the first node is to be, as the mark tells it.</param>
/// <param name="logger">Takes what becomes of experiments.</param>
internal sealed class SlotProbe(MarkShelf marks, ExperimentShelf experiments, IotLabOptions options, Random chance, string place, ILogger logger)
{
    /// <summary>The cluster that marks of such experiments name.</summary>
    public const string Cluster = "slot-search";

    // With the default pauses five minutes: schedulers of testbeds decide within one.
    private const int LooksMax = 60;
    private const int TriesMax = 5;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private readonly NodeMark _mark = Draw(chance, options, place);
    private readonly HashSet<long> _known = [];
    private bool _isUncertain;

    /// <summary>What its experiments are called.</summary>
    public string Name => MarkName.OfExperiment(_mark.Owner, _mark.Key);

    /// <summary>Writes the mark; nothing may be asked before.</summary>
    public Task OpenAsync() => marks.WriteAsync(_mark);

    /// <summary>The earliest start of one experiment, by the scheduler.</summary>
    /// <returns>Null: there is never room for it.</returns>
    public async Task<DateTimeOffset?> FindStartAsync(ExperimentRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (await SubmitAsync(request) is not { } id)
        {
            return null;
        }

        Experiment told = await ReadAsync(id, static one => ExperimentState.PlannedStartOf(one) is not null, cancellationToken);
        DateTimeOffset start = ExperimentState.PlannedStartOf(told) ?? throw new ProviderException(IotLabProblems.Provider, [IotLabProblems.NoStartTold(Printable.Escape(told.State))]) { MayRetry = true };
        await RepeatedAsync(() => experiments.EndAsync(id));

        // What began ends by and by, and has its boards meanwhile.
        await ReadAsync(id, ExperimentState.IsOver, cancellationToken);
        return start;
    }

    /// <summary>Whether experiments could begin at one time together.</summary>
    public async Task<bool> IsFreeAsync(ValueList<ExperimentRequest> requests, DateTimeOffset start, CancellationToken cancellationToken)
    {
        List<long> taken = [];
        foreach (ExperimentRequest request in requests)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await SubmitAsync(request with { Reservation = start.ToUnixTimeSeconds() }) is { } id)
            {
                taken.Add(id);
            }
            else
            {
                break;
            }
        }

        bool isFree = taken.Count == requests.Count;
        foreach (long id in taken)
        {
            // A scheduler may take an experiment and find out afterwards that it cannot be.
            Experiment told = await ReadAsync(id, static one => ExperimentState.PlannedStartOf(one) is not null, cancellationToken);
            isFree &= !ExperimentState.IsOver(told);
            await RepeatedAsync(() => experiments.EndAsync(id));
        }

        return isFree;
    }

    /// <summary>Ends what is still there, and takes the mark away behind it.</summary>
    /// <returns>Why something may be left; null: nothing is.</returns>
    public async Task<Problem?> CloseAsync()
    {
        try
        {
            if (_isUncertain)
            {
                await Task.Delay(options.ConsistencyWindow, options.Clock, CancellationToken.None);
            }

            await RepeatedAsync(async () =>
            {
                foreach (Experiment left in await FindAsync())
                {
                    await experiments.EndAsync(left.Id);
                }

                await marks.RemoveAsync(MarkName.Write(_mark));
            });
            return null;
        }
        catch (RestException failure)
        {
            IotLabLog.ProbeLeft(logger, Name, failure.Reason);
            return IotLabProblems.ProbeLeft(Name, failure.Reason);
        }
    }

    private static NodeMark Draw(Random chance, IotLabOptions options, string place)
    {
        Lineage lineage = Lineage.Draw(chance);
        string token = Lineage.Draw(chance).ToString();
        DateTimeOffset now = options.Clock.GetUtcNow();
        return new NodeMark
        {
            Owner = new Owner(lineage, Cluster).ToString(), Name = Cluster, Token = token, Key = MarkName.KeyOf(token), Place = place, Created = now.UtcTicks, Expires = (now + Lifetime).UtcTicks, Group = "", Digest = "",
        };
    }

    /// <summary>How refusals are worded is not described: what was taken without a date, and is not with one, is refused for that.</summary>
    private static bool IsWantOfRoom(ExperimentRequest request, ProblemCode meaning, int status) =>
        meaning == ProblemCode.Capacity || (request.Reservation is not null && status is (400 or 403) && meaning != ProblemCode.Quota);

    /// <returns>Its number; null: there is no room for it.</returns>
    private async Task<long?> SubmitAsync(ExperimentRequest request)
    {
        try
        {
            long id = await experiments.SubmitAsync(request);
            _known.Add(id);
            return id;
        }
        catch (RestException refused) when (IsWantOfRoom(request, IotLabProblems.Rest.Of(refused).Code, refused.Status))
        {
            return null;
        }
        catch (RestException lost) when (!lost.IsWithoutEffect)
        {
            if (Array.Find(await FindAsync(), one => _known.Add(one.Id)) is { } found)
            {
                return found.Id;
            }

            // Lists may be late: it is looked for once more at the end.
            _isUncertain = true;
            throw;
        }
    }

    private async Task<Experiment[]> FindAsync() => [.. (await experiments.LiveAsync(CancellationToken.None)).Where(one => one.Name == Name && !ExperimentState.IsEnding(one))];

    /// <summary>Does what must not be left undone, again while that fails for the moment.</summary>
    private async Task RepeatedAsync(Func<Task> act)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await act();
                return;
            }
            catch (RestException failure) when (failure.IsPassing && attempt < TriesMax)
            {
                await Task.Delay(options.LookPeriod, options.Clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Looks at an experiment until it is as wanted or over, or no more looks are left.</summary>
    private async Task<Experiment> ReadAsync(long id, Func<Experiment, bool> isEnough, CancellationToken cancellationToken)
    {
        for (int look = 1; ; look++)
        {
            Experiment now = await experiments.ReadAsync(id, cancellationToken);
            if (isEnough(now) || ExperimentState.IsOver(now) || look == LooksMax)
            {
                return now;
            }

            await Task.Delay(options.LookPeriod, options.Clock, cancellationToken);
        }
    }
}
