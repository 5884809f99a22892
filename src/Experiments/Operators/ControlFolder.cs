using System.Globalization;
using System.Text;
using System.Text.Json;
using Scalewright.Experiments.Histories;
using Scalewright.Experiments.Reading;

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
    private const string LockName = "operator.lock";

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
        using FileStream? held = TryLock();
        if (held is null)
        {
            throw Wrong("an experiment runs", "stop it first");
        }

        ClearQueue();
        int removed = ExperimentFolder.List(data).Sum(folder => folder.Clean());
        Write(new OperatorState(OperatorStage.Idle));
        return removed;
    }

    /// <summary>What the operator does.</summary>
    /// <exception cref="ExperimentException">The state cannot be read.</exception>
    public OperatorState Check()
    {
        string file = Path.Combine(Folder, StateName);
        try
        {
            OperatorState state = File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), OperatorJson.Default.OperatorState)! : new OperatorState(OperatorStage.Idle);
            return state with { Queue = [.. Queue()] };
        }
        catch (JsonException e)
        {
            throw new ExperimentException([new Problem(ProblemCode.StateCorrupt, "it cannot be read", "remove it") { Source = file }], e);
        }
    }

    /// <summary>Whether a living program is the operator of this folder.</summary>
    public bool IsOperated
    {
        get
        {
            if (!Directory.Exists(Folder))
            {
                return false;
            }

            using FileStream? held = TryLock();
            return held is null;
        }
    }

    /// <summary>Makes the caller the operator; null when another one is.</summary>
    internal FileStream? TryLock()
    {
        Directory.CreateDirectory(Folder);
        try
        {
            return new FileStream(Path.Combine(Folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The names of folders that wait, in order; the first may be under way.</summary>
    internal string[] Queue() => [.. Numbers().Order().Select(number => File.ReadAllText(PlaceOf(number)))];

    /// <summary>Takes the first from the queue.</summary>
    internal void Pop() => File.Delete(PlaceOf(Numbers().Min()));

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

    internal void Write(OperatorState state)
    {
        string temporary = Path.Combine(Folder, ".state.tmp");
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(state, OperatorJson.Default.OperatorState));
        File.Move(temporary, Path.Combine(Folder, StateName), overwrite: true);
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
