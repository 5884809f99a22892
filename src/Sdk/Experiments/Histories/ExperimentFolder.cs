using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization.Metadata;
using Scalewright.Experiments.Reading;
using Scalewright.Experiments.Reports;
using Scalewright.Experiments.Runs;
using Scalewright.Files;

namespace Scalewright.Experiments.Histories;

/// <summary>
/// Folder of one experiment: the definition and its files, a history for each run, and the provenance. Measurements
/// never change. An unfinished run is repeated, which in a simulation produces the same bytes.
/// </summary>
public sealed class ExperimentFolder
{
    private const string DefinitionName = "definition.yaml";
    private const string BundleName = "bundle.json";
    internal const string ExperimentName = "experiment.json";
    private const string ProvenanceName = "provenance.json";
    private const int MaxNumber = 99_999;

    private ExperimentFolder(string path) => FullPath = path;

    /// <summary>Absolute path of the folder.</summary>
    public string FullPath { get; }

    /// <summary>Name of the folder: the name of the experiment and a number.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>Creates a folder for a new experiment.</summary>
    /// <param name="data">The folder of all experiments; created if it does not exist.</param>
    /// <param name="definition">A valid definition.</param>
    /// <param name="clock">The wall clock, for the provenance.</param>
    /// <exception cref="ExperimentException">The definition is not valid.</exception>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    /// <exception cref="IOException">No folder number is left.</exception>
    public static ExperimentFolder Create(string data, ExperimentDefinition definition, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(clock);
        ValueList<Experiment> experiments = RequireValid(definition).Experiments;
        Experiment first = experiments[0];
        _ = OutputFolder.Open(data);
        ExperimentFolder draft = new(DraftPath(data));
        try
        {
            draft.WriteFiles(definition.Bundle);
            draft.WriteProvenance(
                new ProvenanceJson(
                    definition.Bundle.ComputeHash(),
                    Build.Version,
                    RuntimeInformation.FrameworkDescription,
                    first.Seed,
                    clock.GetUtcNow(),
                    null
                )
                {
                    Commit = Build.Commit,
                    Host = HostDescription.OfThisMachine(),
                }
            );
            for (int number = 1; number <= MaxNumber; number++)
            {
                ExperimentFolder folder = new(Path.Combine(data, $"{first.Name}-{number.ToString("000", CultureInfo.InvariantCulture)}"));
                if (
                    !Directory.Exists(folder.FullPath)
                    && draft.TryBecome(
                        folder,
                        ToJson(folder.Name, experiments) with
                        {
                            Node = string.Join('-', first.Nodes.Select(nodes => nodes.Kind).Distinct(StringComparer.Ordinal)),
                            Config = Sorted(ReferenceConfig.From(first)),
                            Host = HostDescription.OfSimulation(first),
                        }
                    )
                )
                {
                    return folder;
                }
            }

            throw new IOException($"There are {MaxNumber} folders of '{first.Name}' already.");
        }
        catch
        {
            Directory.Delete(draft.FullPath, recursive: true);
            throw;
        }
    }

    /// <summary>Opens the newest unfinished folder of the same experiment, or creates a new one. An
    /// <see cref="ExperimentSweep"/> on it executes only the runs that have not ended.</summary>
    /// <param name="data">The folder of all experiments; created if it does not exist.</param>
    /// <param name="definition">A valid definition.</param>
    /// <param name="clock">The wall clock, for the provenance.</param>
    /// <exception cref="ExperimentException">The definition is not valid.</exception>
    /// <exception cref="OutputException">The folder cannot be written.</exception>
    /// <exception cref="IOException">No folder number is left.</exception>
    public static ExperimentFolder ContinueOrCreate(string data, ExperimentDefinition definition, TimeProvider clock) =>
        FindUnfinished(data, definition) is { CanContinue: true } unfinished ? unfinished.Folder : Create(data, definition, clock);

    /// <summary>
    /// Finds the newest unfinished folder of an experiment: of the same name, and without <see cref="Complete"/>. A
    /// folder with the same definition and version comes before newer ones with another.
    /// </summary>
    /// <param name="data">The folder of all experiments.</param>
    /// <param name="definition">A valid definition.</param>
    /// <returns>The folder; null if no folder is unfinished.</returns>
    /// <exception cref="ExperimentException">The definition is not valid.</exception>
    public static UnfinishedExperiment? FindUnfinished(string data, ExperimentDefinition definition)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        ArgumentNullException.ThrowIfNull(definition);
        string prefix = RequireValid(definition).Experiments[0].Name + "-";
        UnfinishedExperiment? newest = null;
        foreach (
            ExperimentFolder folder in List(data)
                .Where(folder =>
                    folder.Name.StartsWith(prefix, StringComparison.Ordinal) && ParseNumber(folder.Name.AsSpan(prefix.Length)) > 0
                )
                .OrderByDescending(folder => ParseNumber(folder.Name.AsSpan(prefix.Length)))
        )
        {
            if (folder.TryCompare(definition.Bundle) is { } unfinished)
            {
                if (unfinished.CanContinue)
                {
                    return unfinished;
                }

                newest ??= unfinished;
            }
        }

        return newest;
    }

    /// <summary>Opens the folder of an existing experiment.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ExperimentException">The folder does not exist.</exception>
    public static ExperimentFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string found = Directory.Exists(path) ? "there is no experiment in it" : "the folder does not exist";
        return File.Exists(Path.Combine(path, ExperimentName))
            ? new ExperimentFolder(Path.TrimEndingDirectorySeparator(path))
            : throw new ExperimentException(
                [new Problem(ProblemCode.UnreadableFile, found, $"use a folder that has {ExperimentName}") { Source = path }],
                path
            );
    }

    /// <summary>Returns the folders of all experiments, ordered by name.</summary>
    /// <param name="data">The folder of all experiments.</param>
    public static ValueList<ExperimentFolder> List(string data) =>
        Directory.Exists(data)
            ?
            [
                .. Directory
                    .EnumerateDirectories(data)
                    .Where(path => Path.GetFileName(path)[0] != '.' && File.Exists(Path.Combine(path, ExperimentName)))
                    .Order(StringComparer.Ordinal)
                    .Select(path => new ExperimentFolder(path)),
            ]
            : [];

    /// <summary>Reads the definition and its files as they were when the folder was created.</summary>
    /// <exception cref="ExperimentException">A file cannot be read.</exception>
    public ExperimentBundle ReadBundle()
    {
        BundleJson json = ReadJson(BundleName, HistoryJson.Default.BundleJson, FolderFile.Check);
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        for (int index = 0; index < json.Files.Length; index++)
        {
            files[json.Files[index]] = ReadBytes(FileAt($"file-{index}"));
        }

        return new ExperimentBundle(ReadBytes(FileAt(DefinitionName)))
        {
            Files = files,
            Overrides = json.Overrides.ToValueMap(),
            Machines =
            [
                .. json.Machines.Select(machines => new NodeClass(machines.Kind, machines.Count)
                {
                    Cores = machines.Cores,
                    MemoryMiB = machines.MemoryMib,
                }),
            ],
        };
    }

    /// <summary>Returns the time at which the folder was created, by the wall clock.</summary>
    /// <exception cref="ExperimentException">The provenance cannot be read.</exception>
    public DateTimeOffset GetStartTime() => ReadProvenanceFile().Started;

    /// <summary>Reads the definition as it was when the folder was created. It has at least one experiment.</summary>
    /// <exception cref="ExperimentException">The definition can no longer be read.</exception>
    public ExperimentDefinition ReadDefinition() => RequireValid(ReadBundle().Read());

    /// <summary>Adds positions in the definition to problems that have only a field.</summary>
    internal ValueList<Problem> Locate(ValueList<Problem> problems) => ReadBundle().Read(FileAt(DefinitionName)).AddPositions(problems);

    /// <summary>Returns the path of the file of a run.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    public string GetRunPath(string point, int run) =>
        Path.Combine(FullPath, point, $"run-{run.ToString(CultureInfo.InvariantCulture)}.jsonl");

    /// <summary>Indicates whether a run completed or failed. Stopped runs do not count.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    public bool IsRunCompleted(string point, int run) =>
        HistoryTail.ReadOutcome(GetRunPath(point, run)) is RunOutcome.Completed or RunOutcome.Failed;

    /// <summary>Starts the history of a run. An existing history is deleted.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    public HistoryWriter BeginRun(string point, int run)
    {
        Directory.CreateDirectory(Path.Combine(FullPath, point));
        return new HistoryWriter(new FileStream(GetRunPath(point, run), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16));
    }

    /// <summary>Records that all runs have ended. Does nothing if one has not.</summary>
    /// <param name="clock">The wall clock.</param>
    public void Complete(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ExperimentJson json = ReadExperiment();
        if (json.Points.All(point => Enumerable.Range(1, json.Runs).All(run => IsRunCompleted(point.Name, run))))
        {
            WriteProvenance(ReadProvenanceFile() with { Ended = clock.GetUtcNow() });
        }
    }

    /// <summary>Deletes the histories of incomplete runs, and the whole folder if no history is left.</summary>
    /// <returns>Number of deleted histories.</returns>
    /// <exception cref="ScalewrightException">A job of an earlier program may still write histories; nothing is
    /// deleted.</exception>
    public int DeleteIncompleteRuns()
    {
        SweepElementRuns.CheckJobs(this);
        string[] invalid =
        [
            .. Directory
                .EnumerateFiles(FullPath, "run-*.jsonl", SearchOption.AllDirectories)
                .Where(file => HistoryTail.ReadOutcome(file) != RunOutcome.Completed),
        ];
        foreach (string file in invalid)
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFiles(FullPath, "run-*.jsonl", SearchOption.AllDirectories).Any())
        {
            Directory.Delete(FullPath, recursive: true);
        }

        return invalid.Length;
    }

    /// <summary>Reads all data of the experiment.</summary>
    /// <exception cref="ExperimentException">A file is corrupt.</exception>
    public ExperimentData ReadData()
    {
        ExperimentJson json = ReadExperiment();
        ValueList<PointData> points = [.. json.Points.Select(point => ToPoint(point, json))];
        return new ExperimentData(json.Name, json.Task)
        {
            WarmUpPeriod =
                json.WarmUpSeconds < 0
                    ? points.Max(point => point.WarmUpPeriod ?? TimeSpan.Zero)
                    : TimeSpan.FromSeconds(json.WarmUpSeconds),
            CoolDownPeriod = TimeSpan.FromSeconds(json.CoolDownSeconds),
            Node = json.Node,
            Config = json.Config.ToValueMap(),
            Provenance = ReadProvenance(json),
            Runs = json.Runs,
            Points = points,
            Thresholds = json.Thresholds?.ToThresholds(),
            Limits = VerdictLimits.Default with { Backlog = json.Backlog?.ToLimits() ?? new BacklogLimits() },
        };
    }

    /// <summary>Reads the provenance of the data.</summary>
    /// <returns>Null for folders that were copied without it.</returns>
    /// <exception cref="ExperimentException">A file is corrupt.</exception>
    public ExperimentProvenance? ReadProvenance() => ReadProvenance(ReadExperiment());

    private static int ParseNumber(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    /// <summary>Compares the folder with a definition; null if it is finished, or its provenance cannot be
    /// read.</summary>
    private UnfinishedExperiment? TryCompare(ExperimentBundle bundle)
    {
        try
        {
            ProvenanceJson provenance = ReadProvenanceFile();
            if (provenance.Ended is not null)
            {
                return null;
            }

            ExperimentBundle recorded = ReadBundle();
            string hash = bundle.ComputeHash();
            if (hash != provenance.Definition || hash != recorded.ComputeHash())
            {
                return new UnfinishedExperiment(this, $"another definition ({BundleDifference.Describe(recorded, bundle)})");
            }

            return new UnfinishedExperiment(
                this,
                (provenance.Scalewright, provenance.Commit) == (Build.Version, Build.Commit)
                    ? ""
                    : $"another version of Scalewright ({TextEscaping.Escape(provenance.Scalewright)})"
            );
        }
        catch (ExperimentException)
        {
            return null;
        }
    }

    private ExperimentJson ReadExperiment() => ReadJson(ExperimentName, HistoryJson.Default.ExperimentJson, FolderFile.Check);

    private PointData ToPoint(PointJson json, ExperimentJson experiment)
    {
        PointData point = new(
            json.Name,
            json.Parameters.ToValueMap(),
            [
                .. Enumerable
                    .Range(1, experiment.Runs)
                    .Where(run => File.Exists(GetRunPath(json.Name, run)))
                    .Select(run => ReadRun(json.Name, run)),
            ]
        )
        {
            CoolDownPeriod = ToPeriod(json.CoolDownSeconds),
        };
        return point with
        {
            WarmUpPeriod = json.WarmUpSeconds < 0 ? RunRows.FindWarmUp(point, experiment.Task) : ToPeriod(json.WarmUpSeconds),
        };
    }

    private static TimeSpan? ToPeriod(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;

    private RunHistory ReadRun(string point, int run) => HistoryReader.Read(ReadBytes(GetRunPath(point, run)), run, GetRunPath(point, run));

    private ExperimentProvenance? ReadProvenance(ExperimentJson json)
    {
        if (!File.Exists(FileAt(ProvenanceName)) || !File.Exists(FileAt(BundleName)) || !File.Exists(FileAt(DefinitionName)))
        {
            return null;
        }

        (ProvenanceJson provenance, ExperimentBundle bundle) = (ReadProvenanceFile(), ReadBundle());
        return new ExperimentProvenance(
            provenance.Scalewright,
            provenance.Commit,
            provenance.Seed,
            provenance.Definition,
            json.Host.Length > 0 ? json.Host : provenance.Host
        )
        {
            Definition = Encoding.UTF8.GetString(bundle.Definition.Span),
            Overrides = bundle.Overrides,
            CurrentHash = bundle.ComputeHash(),
        };
    }

    private static ExperimentDefinition RequireValid(ExperimentDefinition definition) =>
        definition.Experiments.Count > 0 ? definition : throw new ExperimentException(definition.Problems, "definition");

    private static PointJson ToPoint(Experiment experiment) =>
        new(
            experiment.PointName,
            Sorted(experiment.Parameters),
            experiment.WarmUpPeriod.TotalSeconds,
            experiment.CoolDownPeriod.TotalSeconds
        );

    private static SortedDictionary<string, string> Sorted(ValueMap<string> map) =>
        new(map.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Returns a path for a folder under construction that readers do not accept as an experiment.</summary>
    private static string DraftPath(string data)
    {
        string path = Path.Combine(data, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.new");
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Moves the folder to its final path; false if another process has just created that path.</summary>
    private bool TryBecome(ExperimentFolder folder, ExperimentJson json)
    {
        Write(ExperimentName, JsonSerializer.SerializeToUtf8Bytes(json, HistoryJson.Default.ExperimentJson));
        try
        {
            Directory.Move(FullPath, folder.FullPath);
            return true;
        }
        catch (IOException) when (Directory.Exists(folder.FullPath))
        {
            // Another process has created the folder first.
            return false;
        }
    }

    private static ExperimentJson ToJson(string name, ValueList<Experiment> points)
    {
        Experiment first = points[0];
        return new ExperimentJson(
            name,
            first.ScaledTask,
            first.Type,
            first.Seed,
            first.RunCount,
            points.Max(point => point.WarmUpPeriod).TotalSeconds,
            points.Max(point => point.CoolDownPeriod).TotalSeconds,
            [.. points.Select(ToPoint)]
        )
        {
            Thresholds = ThresholdsJson.From(first.Thresholds),
            Backlog =
                first.Backlog == new BacklogLimits()
                    ? null
                    : new BacklogJson(first.Backlog.KeepingUp.TotalSeconds, first.Backlog.Behind.TotalSeconds),
        };
    }

    private void WriteFiles(ExperimentBundle bundle)
    {
        Write(DefinitionName, bundle.Definition.ToArray());
        int index = 0;
        foreach (byte[] bytes in bundle.Files.Values)
        {
            Write($"file-{index++}", bytes);
        }

        Write(
            BundleName,
            JsonSerializer.SerializeToUtf8Bytes(
                new BundleJson([.. bundle.Files.Keys], Sorted(bundle.Overrides))
                {
                    Machines =
                    [
                        .. bundle.Machines.Select(nodeClass => new MachinesJson(
                            nodeClass.Kind,
                            nodeClass.Count,
                            nodeClass.Cores,
                            nodeClass.MemoryMiB
                        )),
                    ],
                },
                HistoryJson.Default.BundleJson
            )
        );
    }

    private void WriteProvenance(ProvenanceJson json) =>
        Write(ProvenanceName, JsonSerializer.SerializeToUtf8Bytes(json, HistoryJson.Default.ProvenanceJson));

    private ProvenanceJson ReadProvenanceFile() => ReadJson(ProvenanceName, HistoryJson.Default.ProvenanceJson, _ => new FieldChecks());

    private T ReadJson<T>(string name, JsonTypeInfo<T> type, Func<T, FieldChecks> check) =>
        FolderFile.Read(FileAt(name), ReadBytes(FileAt(name)), type, check);

    private static byte[] ReadBytes(string file) =>
        ExperimentReader.Open(file, Array.MaxLength, out string why)
        ?? throw new ExperimentException([new Problem(ProblemCode.UnreadableFile, why, "restore it from a backup") { Source = file }]);

    private string FileAt(string name) => Path.Combine(FullPath, name);

    private void Write(string name, byte[] bytes) => OutputFolder.Open(FullPath).Write(name, buffer => buffer.Write(bytes));
}
