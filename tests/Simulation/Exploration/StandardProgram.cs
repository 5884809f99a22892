namespace Exploration.Tests;

/// <summary>Runs the life cycle under all faults while a rival waits. After a kill it resumes the same stage.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The witness before the place holds nothing; the place is its owner's to dispose.")]
internal sealed partial class StandardProgram
{
    private const int TriesMax = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly SimulationProvider _place;
    private readonly Witness _witness;
    private readonly WitnessProvider _provider;
    private readonly Func<Cluster, CancellationToken, Task>[] _stages;
    private readonly HashSet<(Lineage, long)> _epochs = [];
    private int _stage;
    private int _holds = -1;
    private int _folders = 1;

    /// <param name="ledger">Receives what the program did; null: no record.</param>
    public StandardProgram(SimulationProvider place, RunLedger? ledger = null)
    {
        _place = place;
        _witness = new Witness(() => place.Elapsed, ledger);
        _damagedAt = place
            .Options.Faults.Faults.Where(timed => timed.Fault is CorruptDisk { Node: null })
            .Select(timed => timed.At)
            .DefaultIfEmpty(TimeSpan.MaxValue)
            .Min();
        _provider = new WitnessProvider(place, "controller", _witness);
        _stages =
        [
            UsePartitionsAsync,
            (cluster, token) => ApplyAsync(cluster, Sized(5), token),
            (cluster, token) => WatchAsync(cluster, TimeSpan.FromSeconds(90), token),
            CancelAsync,
            (cluster, token) => ApplyAsync(cluster, Sized(2, cpus: 2), token),
            UsePartitionsAsync,
            (cluster, token) => ApplyAsync(cluster, Sized(2, cpus: 2, release: 2), token),
            (cluster, token) => WatchAsync(cluster, TimeSpan.FromMinutes(3), token),
            RepairAsync,
            DestroyAsync,
            (cluster, token) => ApplyAsync(cluster, Sized(4), token),
            (cluster, token) => WatchAsync(cluster, TimeSpan.FromMinutes(2), token),
        ];
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        StartRival();
        for (int tries = 1; _stage < _stages.Length; tries++)
        {
            try
            {
                await UseAsync(cancellationToken);
            }
            catch (ScalewrightException) when (tries < TriesMax)
            {
                await Task.Delay(Pause, _place.Clock, cancellationToken);
            }

            _witness.ThrowIfBroken();
        }
    }

    private async Task UseAsync(CancellationToken cancellationToken)
    {
        int takeOvers = _takeOvers;
        await using Cluster cluster = await OpenAsync(cancellationToken);
        _holds = takeOvers == _takeOvers ? _place.Controller.KillCount : -1;
        try
        {
            await DoStagesAsync(cluster, cancellationToken);
        }
        finally
        {
            _holds = -1;
        }
    }

    private async Task DoStagesAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        while (_stage < _stages.Length)
        {
            await _stages[_stage](cluster, cancellationToken);
            _witness.ThrowIfBroken();
            _stage++;
        }
    }

    private string Folder => $"/state/demo-{_folders}";

    private async Task<Cluster> OpenAsync(CancellationToken cancellationToken)
    {
        Cluster cluster;
        _openingsUnheard++;
        try
        {
            cluster = await (
                _isLost ? AdoptAsync(cancellationToken)
                : _witness.IsProvisioned ? Cluster.OpenAsync(Folder, _provider, Settings, cancellationToken)
                : ProvisionAsync(Sized(3), cancellationToken)
            );
        }
        catch (StateException damage) when (MayBeDamaged && IsDamage(damage))
        {
            (_isLost, _folders) = (true, _folders + 1);
            cluster = await AdoptAsync(cancellationToken);
        }

        Check(cluster);
        Enter(cluster);
        return cluster;
    }

    private async Task<Cluster> ProvisionAsync(Topology first, CancellationToken cancellationToken)
    {
        _witness.Asks(first);
        Cluster cluster = await Cluster
            .Create(first)
            .UseProvider(_provider)
            .WithState(Folder)
            .WithOptions(_ => Settings)
            .ProvisionAsync(cancellationToken);
        _witness.Acknowledged(first);
        return cluster;
    }

    private ClusterOptions Settings => SettingsOf(_place, "controller");

    private ClusterOptions SettingsOf(SimulationProvider place, string host, bool takesOver = false) =>
        new()
        {
            FileSystem = new WitnessFiles(place.FileSystem, host, _witness),
            Listener = new Listener(_witness),
            StoreOptions = new DurableStoreOptions
            {
                LockHolder = new LockHolder(),
                Random = place.Random,
                SnapshotAfterBytes = 8000,
                ReserveBytes = 64 * 1024,
                AllowExpiredLeaseTakeover = takesOver,
            },
        };

    private void Enter(Cluster cluster)
    {
        Lineage lineage = cluster.Owner.Lineage;
        _witness.Require(_epochs.Add((lineage, cluster.Epoch)), $"epoch {cluster.Epoch} is there twice");

        // A controller that was fenced while it opened the state detects this with its first change.
        if (!_epochs.Any(known => known.Item1 == lineage && known.Item2 > cluster.Epoch))
        {
            _witness.NothingIsOpen();
        }
    }

    private async Task ApplyAsync(Cluster cluster, Topology topology, CancellationToken cancellationToken)
    {
        _witness.Asks(topology);
        CheckPlan(Planner.Plan(cluster.Topology, topology));
        await cluster.ApplyAsync(topology, cancellationToken);
        _witness.Acknowledged(topology);
    }

    private void CheckPlan(Plan plan)
    {
        string text = plan.ToString();
        _witness.Require(
            plan.IsEmpty
                || (
                    text.Contains(plan.Steps[0].Name, StringComparison.Ordinal)
                    && text.Contains(plan.Steps[^1].Name, StringComparison.Ordinal)
                ),
            $"the text of a plan of {plan.Steps.Count} steps hides its ends:\n{text}"
        );
        ArrayBufferWriter<byte> json = new();
        foreach (PlanStep step in plan.Steps)
        {
            json.ResetWrittenCount();
            PlanStepJson.Write(step, json);
            _witness.Require(PlanStepJson.Parse(json.WrittenMemory) == step with { DependsOn = [] }, $"{step} reads back as another step");
        }
    }

    private static async Task WatchAsync(Cluster cluster, TimeSpan time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource end = new(time, cluster.Provider.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, cancellationToken);
        try
        {
            await cluster.MonitorAsync(
                new MonitorOptions { ReplaceDelay = TimeSpan.FromMinutes(1), PingInterval = TimeSpan.FromSeconds(10) },
                either.Token
            );
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The timeout interrupted a repair.
        }
    }

    private async Task CancelAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        Topology topology = Sized(5, cpus: 3);
        _witness.Asks(topology);
        using CancellationTokenSource end = new(TimeSpan.FromMilliseconds(_place.Random.Next(1500)), _place.Clock);
        try
        {
            await cluster.ApplyAsync(topology, end.Token);
            _witness.Acknowledged(topology);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            _witness.NothingIsLost();
        }
    }

    private Topology Sized(int count, int cpus = 1, int release = 1) => StandardEnvironment.Sized(count, cpus, release);

    private static async Task RepairAsync(Cluster cluster, CancellationToken cancellationToken) =>
        await cluster.RepairAsync(cancellationToken);

    private async Task DestroyAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        _witness.Asks(Topology.Empty with { Name = cluster.Name });
        await cluster.DestroyAsync(cancellationToken);
        _witness.Acknowledged(Topology.Empty with { Name = cluster.Name });
    }

    private sealed class Listener(Witness witness) : IProgress<ClusterEvent>
    {
        public void Report(ClusterEvent value)
        {
            witness.Ledger?.Reported(value);
            if (value.Kind == ClusterEventKind.StepSucceeded)
            {
                witness.ToldDone(value.Message);
            }
        }
    }
}

internal sealed class WitnessFiles(IFileSystem disk, string host, Witness witness) : IFileSystem
{
    public IFile Open(string path, FileOpenMode mode)
    {
        IFile file = disk.Open(path, mode);
        bool isJournal = Path.GetFileName(path.AsSpan()) is "journal.log" or "journal.log.tmp";
        return isJournal && mode != FileOpenMode.Read ? new WitnessFile(file, host, witness) : file;
    }

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public bool CreateFolder(string folder) => disk.CreateFolder(folder);

    public void Rename(string path, string newPath) => disk.Rename(path, newPath);

    public void Delete(string path) => disk.Delete(path);

    public ValueTask FlushFolderAsync(string folder) => disk.FlushFolderAsync(folder);

    public long GetFreeBytes(string folder) => disk.GetFreeBytes(folder);

    public bool IsAccessibleToOthers(string path) => disk.IsAccessibleToOthers(path);

    public void RestrictPermissions(string path) => disk.RestrictPermissions(path);

    public string? FindForeignOwner(string path) => disk.FindForeignOwner(path);
}

internal sealed class WitnessFile(IFile file, string host, Witness witness) : IFile
{
    private readonly PooledBufferWriter _written = new(1024);

    public long Length => file.Length;

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public int Append(ReadOnlySpan<byte> bytes)
    {
        int count = file.Append(bytes);
        _written.Write(bytes[..count]);
        return count;
    }

    public int Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

    public void Truncate(long length)
    {
        file.Truncate(length);
        _written.Clear();
    }

    public async ValueTask FlushAsync()
    {
        await file.FlushAsync();
        witness.Flushed(host, _written.WrittenSpan);
        _written.Clear();
    }

    public LockOutcome TryLock() => file.TryLock();

    public bool IsSameFile(string path) => file.IsSameFile(path);

    public void Dispose()
    {
        file.Dispose();
        _written.Dispose();
    }
}
