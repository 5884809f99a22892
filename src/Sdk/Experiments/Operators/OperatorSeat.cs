namespace Scalewright.Experiments.Operators;

/// <summary>
/// The seat of a folder's operator: a locked file decides who has it, a second one shows that it is taken. Who looks touches the second one alone, and so
/// keeps nobody from sitting down.
/// </summary>
internal sealed class OperatorSeat(string folder) : IDisposable
{
    private const string LockName = "operator.lock";
    private const string LifeName = "operator.life";
    private static readonly TimeSpan CleanInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);
    private FileStream? _lock;
    private FileStream? _life;

    /// <summary>Sits down, until it is disposed; false when another operator sits there. Waits while the folder is cleaned.</summary>
    public async Task<bool> TryTakeAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        for (_lock = TryLock(folder); _lock is null; _lock = TryLock(folder))
        {
            if (IsTaken(folder))
            {
                return false;
            }

            await Task.Delay(CleanInterval, clock, cancellationToken);
        }

        for (_life = TryOpen(folder, LifeName); _life is null; _life = TryOpen(folder, LifeName))
        {
            // Somebody looks, for some microseconds.
            await Task.Delay(LookInterval, clock, cancellationToken);
        }

        return true;
    }

    /// <summary>Whether an operator sits here.</summary>
    public static bool IsTaken(string folder)
    {
        string file = Path.Combine(folder, LifeName);
        try
        {
            using FileStream? seen = File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Keeps operators away for a while; null when there is one, or somebody does so already.</summary>
    public static FileStream? TryLock(string folder) => TryOpen(folder, LockName);

    public void Dispose()
    {
        _lock?.Dispose();
        _life?.Dispose();
    }

    private static FileStream? TryOpen(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(Path.Combine(folder, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
