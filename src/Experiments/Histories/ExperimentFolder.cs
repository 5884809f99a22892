using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments.Histories;

/// <summary>
/// The folder of one experiment: its definition with all that belongs to it, a history for each run, and where the data comes from. What was measured
/// is never changed; a run that did not end is run again, which in a simulation gives the same bytes.
/// </summary>
public sealed class ExperimentFolder
{
    private const string DefinitionName = "definition.yaml";
    private const string BundleName = "bundle.json";
    private const string ExperimentName = "experiment.json";
    private const string ProvenanceName = "provenance.json";
    private const int NumberMax = 99_999;

    private ExperimentFolder(string path) => FullPath = path;

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>Its name: that of the experiment, and a number.</summary>
    public string Name => Path.GetFileName(FullPath);

    /// <summary>Makes a folder for an experiment that is about to be run.</summary>
    /// <param name="data">The folder of all experiments; made when it is not there.</param>
    /// <param name="bundle">What the experiment follows from, without problems.</param>
    /// <param name="clock">The wall clock, for where the data comes from.</param>
    /// <exception cref="ExperimentException">The definition has problems.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static ExperimentFolder Create(string data, ExperimentBundle bundle, TimeProvider clock)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(clock);
        ValueList<Experiment> experiments = Experiments(bundle);
        Directory.CreateDirectory(data);
        ExperimentFolder folder = new(NewPath(data, experiments[0].Name));
        Experiment first = experiments[0];
        folder.WriteFiles(bundle);
        folder.Write(ExperimentName, JsonSerializer.SerializeToUtf8Bytes(
            new ExperimentJson(folder.Name, first.ScaledTask, first.Type, first.Seed, first.Runs, first.WarmUp.TotalSeconds, first.CoolDown.TotalSeconds, [.. experiments.Select(PointOf)]),
            HistoryJson.Default.ExperimentJson));
        folder.WriteProvenance(new ProvenanceJson(bundle.Hash(), ExperimentsVersion.Text, RuntimeInformation.FrameworkDescription, first.Seed, clock.GetUtcNow(), null));
        return folder;
    }

    /// <summary>The folder of an experiment that is there.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="ExperimentException">There is none.</exception>
    public static ExperimentFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.Exists(Path.Combine(path, ExperimentName))
            ? new ExperimentFolder(Path.TrimEndingDirectorySeparator(path))
            : throw new ExperimentException([new Problem(ProblemCode.UnreadableFile, "there is no experiment in it", $"use a folder that has {ExperimentName}") { Source = path }], path);
    }

    /// <summary>The folders of all experiments, by name.</summary>
    /// <param name="data">The folder of all experiments.</param>
    public static ValueList<ExperimentFolder> List(string data) => Directory.Exists(data)
        ? [.. Directory.EnumerateDirectories(data).Where(path => File.Exists(Path.Combine(path, ExperimentName))).Order(StringComparer.Ordinal).Select(path => new ExperimentFolder(path))]
        : [];

    /// <summary>What the experiment follows from, as it was when the folder was made.</summary>
    /// <exception cref="ExperimentException">It cannot be read.</exception>
    public ExperimentBundle Bundle()
    {
        BundleJson json = ReadJson(BundleName, HistoryJson.Default.BundleJson);
        SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
        for (int index = 0; index < json.Files.Length; index++)
        {
            files[json.Files[index]] = File.ReadAllBytes(FileAt($"file-{index}"));
        }

        return new ExperimentBundle(File.ReadAllBytes(FileAt(DefinitionName))) { Files = files, Overrides = json.Overrides.ToValueMap() };
    }

    /// <summary>The experiments of the sweep, in order.</summary>
    /// <exception cref="ExperimentException">The definition cannot be read any more.</exception>
    public ValueList<Experiment> Experiments() => Experiments(Bundle());

    /// <summary>The file of a run.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    public string FileOf(string point, int run) => Path.Combine(FullPath, point, $"run-{run.ToString(CultureInfo.InvariantCulture)}.jsonl");

    /// <summary>Whether a run was ended, in whatever way but by somebody who stopped it.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    public bool IsDone(string point, int run) => HistoryTail.OutcomeOf(FileOf(point, run)) is RunOutcome.Completed or RunOutcome.Failed;

    /// <summary>Begins the history of a run; one that is there is thrown away.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="run">Number of the run, from 1.</param>
    public HistoryWriter Begin(string point, int run)
    {
        Directory.CreateDirectory(Path.Combine(FullPath, point));
        return new HistoryWriter(new FileStream(FileOf(point, run), FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16));
    }

    /// <summary>Notes that all runs are ended.</summary>
    /// <param name="clock">The wall clock.</param>
    public void End(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        WriteProvenance(ReadJson(ProvenanceName, HistoryJson.Default.ProvenanceJson) with { Ended = clock.GetUtcNow() });
    }

    /// <summary>Removes the histories of runs that did not complete, and the whole folder when none is left.</summary>
    /// <returns>How many were removed.</returns>
    public int Clean()
    {
        string[] broken = [.. Directory.EnumerateFiles(FullPath, "run-*.jsonl", SearchOption.AllDirectories).Where(file => HistoryTail.OutcomeOf(file) != RunOutcome.Completed)];
        foreach (string file in broken)
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFiles(FullPath, "run-*.jsonl", SearchOption.AllDirectories).Any())
        {
            Directory.Delete(FullPath, recursive: true);
        }

        return broken.Length;
    }

    /// <summary>Reads everything.</summary>
    /// <exception cref="ExperimentException">A file is damaged.</exception>
    public ExperimentData Read()
    {
        ExperimentJson json = ReadJson(ExperimentName, HistoryJson.Default.ExperimentJson);
        return new ExperimentData(json.Name, json.Task)
        {
            WarmUp = TimeSpan.FromSeconds(json.WarmUpSeconds),
            CoolDown = TimeSpan.FromSeconds(json.CoolDownSeconds),
            Runs = json.Runs,
            Points = [.. json.Points.Select(point => new PointData(point.Name, point.Parameters.ToValueMap(), [.. Enumerable.Range(1, json.Runs).Where(run => File.Exists(FileOf(point.Name, run))).Select(run => ReadRun(point.Name, run))]))],
        };
    }

    private RunHistory ReadRun(string point, int run) => HistoryReader.Read(File.ReadAllBytes(FileOf(point, run)), run, FileOf(point, run));

    private static ValueList<Experiment> Experiments(ExperimentBundle bundle)
    {
        ExperimentReadResult read = bundle.Read();
        return read.Experiments.Count > 0 ? read.Experiments : throw new ExperimentException(read.Problems, "definition");
    }

    private static PointJson PointOf(Experiment experiment) => new(experiment.PointName, Sorted(experiment.Parameters));

    private static SortedDictionary<string, string> Sorted(ValueMap<string> map)
    {
        SortedDictionary<string, string> sorted = new(StringComparer.Ordinal);
        foreach ((string key, string value) in map)
        {
            sorted[key] = value;
        }

        return sorted;
    }

    private static string NewPath(string data, string name)
    {
        for (int number = 1; number <= NumberMax; number++)
        {
            string path = Path.Combine(data, $"{name}-{number.ToString("000", CultureInfo.InvariantCulture)}");
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                return path;
            }
        }

        throw new IOException($"There are {NumberMax} folders of '{name}' already.");
    }

    private void WriteFiles(ExperimentBundle bundle)
    {
        Write(DefinitionName, bundle.Definition.ToArray());
        int index = 0;
        foreach (byte[] bytes in bundle.Files.Values)
        {
            Write($"file-{index++}", bytes);
        }

        Write(BundleName, JsonSerializer.SerializeToUtf8Bytes(new BundleJson([.. bundle.Files.Keys], Sorted(bundle.Overrides)), HistoryJson.Default.BundleJson));
    }

    private void WriteProvenance(ProvenanceJson json) => Write(ProvenanceName, JsonSerializer.SerializeToUtf8Bytes(json, HistoryJson.Default.ProvenanceJson));

    private T ReadJson<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FileAt(name)), type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new ExperimentException([new Problem(ProblemCode.StateCorrupt, "it cannot be read", "restore it, or remove the folder") { Source = FileAt(name) }], e);
        }
    }

    private string FileAt(string name) => Path.Combine(FullPath, name);

    /// <summary>A file appears whole or not at all.</summary>
    private void Write(string name, byte[] bytes)
    {
        string temporary = FileAt($".{name}.tmp");
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, FileAt(name), overwrite: true);
    }
}
