using Scalewright.Experiments.Reading;
using Scalewright.Files;

namespace Scalewright.Experiments.Operators;

/// <summary>
/// Controls an operator from any process, through files in the folder of experiments. A started experiment immediately
/// receives its folder and a position in the queue, so a crash does not lose it. A request to stop is a file that the
/// operator consumes.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
public sealed class ExperimentQueue(string data)
{
    private const string StateName = "state.json";
    private const string StopName = "stop";

    private string Folder => Path.Combine(data, ".control");

    private string QueueFolder => Path.Combine(Folder, "queue");

    /// <summary>Adds an experiment to the queue.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="clock">The wall clock.</param>
    /// <returns>Folder of the experiment.</returns>
    /// <exception cref="ExperimentException">The definition is not valid; nothing was created.</exception>
    public ExperimentFolder Enqueue(ExperimentDefinition definition, TimeProvider clock)
    {
        ExperimentFolder folder = ExperimentFolder.Create(data, definition, clock);
        Directory.CreateDirectory(QueueFolder);
        byte[] name = Encoding.UTF8.GetBytes(folder.Name);
        string temporary = Path.Combine(Folder, $".{folder.Name}.tmp");
        File.WriteAllBytes(temporary, name);
        for (int number = 1 + Numbers().DefaultIfEmpty(0).Max(); !TryMove(temporary, GetPath(number)); number++) { }

        return folder;
    }

    /// <summary>Requests that the operator stops the running experiment and clears the queue.</summary>
    /// <exception cref="ExperimentException">No operator is running.</exception>
    public void RequestStop()
    {
        if (!HasOperator)
        {
            throw Fail("nothing runs", "start an experiment first");
        }

        File.WriteAllBytes(Path.Combine(Folder, StopName), []);
    }

    /// <summary>Deletes incomplete histories, the queue, and remains of a failure. Keeps completed histories.</summary>
    /// <returns>Number of deleted histories.</returns>
    /// <exception cref="ExperimentException">An operator is running.</exception>
    /// <exception cref="ScalewrightException">A job of an earlier program may still write histories.</exception>
    public int DeleteIncompleteRuns()
    {
        using FileStream held = OperatorLock.TryLock(Folder) ?? throw Fail("an experiment runs", "wait for its end, or stop it first");

        ClearQueue();
        int removed = ExperimentFolder.List(data).Sum(folder => folder.DeleteIncompleteRuns());
        Write(new OperatorState(OperatorStage.Idle));
        return removed;
    }

    /// <summary>Returns the state of the operator.</summary>
    /// <exception cref="ExperimentException">The state cannot be read.</exception>
    public OperatorState ReadState()
    {
        OperatorState state = ReadStateFile();
        return state with { Queue = Waiting(state, HasOperator) };
    }

    /// <summary>
    /// Finds the unfinished experiment of an earlier operator if it has the same definition. It is the first in the
    /// queue, and the next operator resumes it.
    /// </summary>
    /// <param name="bundle">The definition that is about to be started.</param>
    /// <returns>Folder of the experiment; null if there is no such experiment, or an operator is running.</returns>
    /// <exception cref="ExperimentException">The state or the folder cannot be read.</exception>
    public ExperimentFolder? FindUnfinished(ExperimentBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        OperatorState state = ReadStateFile();
        bool isLeft =
            state.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing or OperatorStage.Interrupted;
        if (!isLeft || HasOperator || Queue() is not [var first, ..] || first.Name != state.Experiment)
        {
            return null;
        }

        ExperimentFolder folder = ExperimentFolder.Open(Path.Combine(data, state.Experiment));
        return folder.ReadBundle().ComputeHash() == bundle.ComputeHash() ? folder : null;
    }

    /// <summary>Indicates whether a running process is the operator of this folder.</summary>
    public bool HasOperator => OperatorLock.IsTaken(Folder);

    internal OperatorLock CreateLock() => new(Folder);

    /// <summary>Returns the queue in order. Other processes may remove entries at any time.</summary>
    internal List<(int Place, string Name)> Queue()
    {
        List<(int, string)> queue = [];
        foreach (int number in Numbers().Order())
        {
            try
            {
                queue.Add((number, File.ReadAllText(GetPath(number))));
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                // The entry was removed in the meantime.
            }
        }

        return queue;
    }

    /// <summary>Returns the queued folders, excluding the experiment in progress if its operator is running.</summary>
    internal ValueList<string> Waiting(OperatorState state, bool isOperated)
    {
        bool isUnderWay = isOperated && state.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing;
        return [.. Queue().Select(entry => entry.Name).Where(name => !isUnderWay || name != state.Experiment)];
    }

    internal void Pop(int number) => File.Delete(GetPath(number));

    internal void ClearQueue()
    {
        foreach (int number in Numbers().ToArray())
        {
            File.Delete(GetPath(number));
        }
    }

    /// <summary>Consumes a request to stop; true if there was one.</summary>
    internal bool ConsumeStop()
    {
        string file = Path.Combine(Folder, StopName);
        bool exists = File.Exists(file);
        File.Delete(file);
        return exists;
    }

    internal bool HasStop => File.Exists(Path.Combine(Folder, StopName));

    internal void Write(OperatorState state) =>
        OutputFolder
            .Open(Folder)
            .Write(StateName, buffer => buffer.Write(JsonSerializer.SerializeToUtf8Bytes(state, OperatorJson.Default.OperatorState)));

    private OperatorState ReadStateFile()
    {
        string file = Path.Combine(Folder, StateName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), OperatorJson.Default.OperatorState) ?? throw new JsonException("null")
                : new OperatorState(OperatorStage.Idle);
        }
        catch (JsonException exception)
        {
            throw new ExperimentException(
                [
                    new Problem(ProblemCode.StateCorrupt, "it cannot be read", "remove it: the queue and what was measured stay")
                    {
                        Source = file,
                    },
                ],
                exception
            );
        }
    }

    private IEnumerable<int> Numbers() =>
        Directory.Exists(QueueFolder) ? Directory.EnumerateFiles(QueueFolder).Select(ParseNumber).Where(number => number > 0) : [];

    private static int ParseNumber(string file) =>
        int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private string GetPath(int number) => Path.Combine(QueueFolder, number.ToString("00000000", CultureInfo.InvariantCulture));

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            // Another process has moved a file there first.
            return false;
        }
    }

    private static ExperimentException Fail(string found, string advice) =>
        new([new Problem(ProblemCode.InvalidStage, found, advice)], "operator");
}
