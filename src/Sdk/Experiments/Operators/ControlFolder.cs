using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reading;
using Scalewright.Files;

namespace Scalewright.Experiments.Operators;

/// <summary>
/// The way to an operator from any process: files in the folder of experiments. An experiment that is started gets its folder and a place in the queue
/// at once, so it is lost by no crash; a request to stop is a file that the operator takes.
/// </summary>
/// <param name="data">The folder of all experiments.</param>
public sealed class ControlFolder(string data)
{
    private const string StateName = "state.json";
    private const string StopName = "stop";

    private string Folder => Path.Combine(data, ".control");

    private string QueueFolder => Path.Combine(Folder, "queue");

    /// <summary>Puts an experiment into the queue.</summary>
    /// <param name="bundle">What it follows from.</param>
    /// <param name="clock">The wall clock.</param>
    /// <returns>Its folder.</returns>
    /// <exception cref="ExperimentException">The definition has problems; nothing was made.</exception>
    public ExperimentFolder Start(ExperimentBundle bundle, TimeProvider clock)
    {
        ExperimentFolder folder = ExperimentFolder.Create(data, bundle, clock);
        Directory.CreateDirectory(QueueFolder);
        byte[] name = Encoding.UTF8.GetBytes(folder.Name);
        string temporary = Path.Combine(Folder, $".{folder.Name}.tmp");
        File.WriteAllBytes(temporary, name);
        for (int number = 1 + Numbers().DefaultIfEmpty(0).Max(); !TryMove(temporary, PlaceOf(number)); number++)
        {
        }

        return folder;
    }

    /// <summary>Asks the operator to stop the experiment that runs and to forget the queue.</summary>
    /// <exception cref="ExperimentException">No operator is at work.</exception>
    public void Stop()
    {
        if (!IsOperated)
        {
            throw Wrong("nothing runs", "start an experiment first");
        }

        File.WriteAllBytes(Path.Combine(Folder, StopName), []);
    }

    /// <summary>Removes histories that did not complete, the queue, and what a failure left. What completed stays.</summary>
    /// <returns>How many histories were removed.</returns>
    /// <exception cref="ExperimentException">An operator is at work.</exception>
    public int Clean()
    {
        using FileStream held = OperatorSeat.TryLock(Folder) ?? throw Wrong("an experiment runs", "stop it first");

        ClearQueue();
        int removed = ExperimentFolder.List(data).Sum(folder => folder.Clean());
        Write(new OperatorState(OperatorStage.Idle));
        return removed;
    }

    /// <summary>What the operator does.</summary>
    /// <exception cref="ExperimentException">The state cannot be read.</exception>
    public OperatorState Check()
    {
        OperatorState state = ReadState();
        return state with { Queue = Waiting(state, IsOperated) };
    }

    /// <summary>The experiment that an operator has left unfinished, if it follows from the same: it is the first in the queue, and the next operator goes on with it.</summary>
    /// <param name="bundle">What an experiment follows from that is about to be started.</param>
    /// <returns>Its folder; null when there is none, or an operator is at work.</returns>
    /// <exception cref="ExperimentException">The state or the folder cannot be read.</exception>
    public ExperimentFolder? FindUnfinished(ExperimentBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        OperatorState state = ReadState();
        bool isLeft = state.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing or OperatorStage.Interrupted;
        if (!isLeft || IsOperated || Queue() is not [var first, ..] || first.Name != state.Experiment)
        {
            return null;
        }

        ExperimentFolder folder = ExperimentFolder.Open(Path.Combine(data, state.Experiment));
        return folder.Bundle().Hash() == bundle.Hash() ? folder : null;
    }

    /// <summary>Whether a living program is the operator of this folder.</summary>
    public bool IsOperated => OperatorSeat.IsTaken(Folder);

    /// <summary>Where the operator sits.</summary>
    internal OperatorSeat Seat() => new(Folder);

    /// <summary>The places of the queue with the names of folders, in order; the first may be under way. Others may take from it, so a place may be gone.</summary>
    internal List<(int Place, string Name)> Queue()
    {
        List<(int, string)> queue = [];
        foreach (int place in Numbers().Order())
        {
            try
            {
                queue.Add((place, File.ReadAllText(PlaceOf(place))));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
            }
        }

        return queue;
    }

    /// <summary>Folders that wait: what is under way does not, as long as its operator lives.</summary>
    internal ValueList<string> Waiting(OperatorState state, bool isOperated)
    {
        bool isUnderWay = isOperated && state.Stage is OperatorStage.Starting or OperatorStage.Running or OperatorStage.Finishing;
        return [.. Queue().Select(entry => entry.Name).Where(name => !isUnderWay || name != state.Experiment)];
    }

    /// <summary>Takes a place from the queue.</summary>
    internal void Pop(int place) => File.Delete(PlaceOf(place));

    /// <summary>Takes all from the queue.</summary>
    internal void ClearQueue()
    {
        foreach (int number in Numbers().ToArray())
        {
            File.Delete(PlaceOf(number));
        }
    }

    /// <summary>Takes a request to stop; true when there was one.</summary>
    internal bool TakeStop()
    {
        string file = Path.Combine(Folder, StopName);
        bool isThere = File.Exists(file);
        File.Delete(file);
        return isThere;
    }

    internal bool HasStop => File.Exists(Path.Combine(Folder, StopName));

    internal void Write(OperatorState state) =>
        OutputFolder.Open(Folder).Write(StateName, buffer => buffer.Write(JsonSerializer.SerializeToUtf8Bytes(state, OperatorJson.Default.OperatorState)));

    private OperatorState ReadState()
    {
        string file = Path.Combine(Folder, StateName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), OperatorJson.Default.OperatorState) ?? throw new JsonException("null")
                : new OperatorState(OperatorStage.Idle);
        }
        catch (JsonException e)
        {
            throw new ExperimentException([new Problem(ProblemCode.StateCorrupt, "it cannot be read", "remove it: the queue and what was measured stay") { Source = file }], e);
        }
    }

    private IEnumerable<int> Numbers() => Directory.Exists(QueueFolder)
        ? Directory.EnumerateFiles(QueueFolder).Select(file => int.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0).Where(number => number > 0)
        : [];

    private string PlaceOf(int number) => Path.Combine(QueueFolder, number.ToString("00000000", CultureInfo.InvariantCulture));

    private static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(to))
        {
            return false;
        }
    }

    private static ExperimentException Wrong(string found, string advice) => new([new Problem(ProblemCode.WrongStage, found, advice)], "operator");
}
