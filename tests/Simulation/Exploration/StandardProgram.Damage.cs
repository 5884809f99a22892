namespace Exploration.Tests;

/// <content>Damaged and lost state.</content>
internal sealed partial class StandardProgram
{
    private readonly TimeSpan _damagedAt;
    private bool _isLost;
    private int _openingsUnheard;

    private static bool IsDamage(StateException failure) => failure.Problems.Any(problem => problem.Code == ProblemCode.StateCorrupt);

    private bool MayBeDamaged => _place.Elapsed >= _damagedAt;

    /// <summary>Checks INV-3. After reported damage the restored state counts as the last acknowledged one.</summary>
    private void Check(Cluster cluster)
    {
        if (MayBeDamaged && (_openingsUnheard > 1 || cluster.Warnings.Any(warning => warning.Code == ProblemCode.TruncatedJournal)))
        {
            _witness.Restored(cluster.Topology);
        }

        _openingsUnheard = 0;
        _witness.Opened(cluster.Topology);
    }

    /// <summary>Deletes resources that were in transit when the state was lost and could not be adopted.</summary>
    private async Task ReapLostAsync(CancellationToken cancellationToken)
    {
        if (_folders > 1)
        {
            Lineage kept = _epochs.Last().Item1;
            await ReapAsync(lineage => lineage != kept, cancellationToken);
            await Task.Delay(TimeSpan.FromMinutes(2), _place.Clock, cancellationToken);
        }
    }

    private async Task ReapAsync(Func<Lineage, bool> isLost, CancellationToken cancellationToken)
    {
        ValueList<Resource> there = await _place.ObserveAsync(null, cancellationToken);
        foreach (Lineage lineage in there.Select(resource => resource.Tag.Owner.Lineage).Distinct().Where(isLost).ToArray())
        {
            await Reaper.ReapAsync(_place, new ReapRequest { Lineage = lineage }, cancellationToken);
        }
    }

    private async Task<Cluster> AdoptAsync(CancellationToken cancellationToken)
    {
        Topology wanted = _witness.Wanted ?? Sized(3);
        _witness.Restored(wanted);
        try
        {
            Cluster cluster = await Cluster
                .Create(wanted)
                .UseProvider(_provider)
                .WithState(Folder)
                .WithOptions(_ => Settings)
                .AdoptAsync(cancellationToken);
            _witness.Acknowledged(wanted);
            _isLost = false;
            return cluster;
        }
        catch (ClusterException many) when (many.Code == ProblemCode.ClusterExists)
        {
            // Delayed lists hid one cluster from the other. Restart, as the error advises.
            _folders++;
            await ReapAsync(_ => true, cancellationToken);
            throw;
        }
    }
}
