namespace Scalewright.Experiments.Operators;

/// <summary>
/// Lock of a folder's operator. One file is locked by the operator; a second locked file shows that the operator is
/// running. Readers open only the second file, so they never block an operator from starting.
/// </summary>
internal sealed class OperatorLock(string folder) : IDisposable
{
    private const string LockName = "operator.lock";
    private const string LifeName = "operator.life";
    private static readonly TimeSpan CleanInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);
    private FileStream? _lock;
    private FileStream? _life;

    /// <summary>Acquires the lock; false if another operator holds it. Waits while the folder is cleaned.</summary>
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
            // A reader has the file open for some microseconds.
            await Task.Delay(PollInterval, clock, cancellationToken);
        }

        return true;
    }

    public static bool IsTaken(string folder)
    {
        string file = Path.Combine(folder, LifeName);
        try
        {
            using FileStream? seen = File.Exists(file)
                ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
                : null;
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            // An operator holds the file exclusively.
            return true;
        }
    }

    /// <summary>Prevents operators from starting until disposed; null if the lock is in use.</summary>
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
            // Another process holds the file exclusively.
            return null;
        }
    }
}
